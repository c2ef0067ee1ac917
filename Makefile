# Haven. `make` alone lists what there is.
# Each target calls one short script in scripts/, which can be read and run by itself.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test check bench assets fmt clean-demo

help: ## List these targets
	@echo 'Haven: the shared desk that sees a trafficked child whole.'
	@echo
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14 | sed 's/^/  make /'

demo: ## From clone to a page you can sign in to: an invented world on http://localhost:8642
	@scripts/demo.sh

test: ## Everything: format, lints, house rules, all tests on both databases, the browser
	@scripts/test.sh

check: ## The quick look before a commit: compiles, lints, house rules
	@scripts/check.sh

bench: ## The measurements of docs/performance.md
	@scripts/bench.sh

assets: ## Build the pages' styles, scripts and fonts (also done by the others when needed)
	@scripts/need.sh node && scripts/assets.sh

fmt: ## Format the Rust code
	@cargo fmt --all

clean-demo: ## Forget the demonstration's data; the next `make demo` makes it anew
	@rm -rf demo/data && echo 'demo/data is gone.'
