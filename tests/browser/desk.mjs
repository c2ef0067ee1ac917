// A desk to test against: the cast and a few records on a free port of this machine (crates/testkit/examples/desk.rs).
// HAVEN_TEST_DESK may name a program built before; otherwise it is built here.
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const PROJECT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

function program() {
  if (process.env.HAVEN_TEST_DESK) return process.env.HAVEN_TEST_DESK;
  const run = (...words) => execFileSync("cargo", words, { cwd: PROJECT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024, stdio: ["ignore", "pipe", "inherit"] });
  run("build", "--quiet", "--package", "testkit", "--example", "desk");
  const { target_directory: target } = JSON.parse(run("metadata", "--format-version", "1", "--no-deps", "--offline"));
  return path.join(target, "debug", "examples", "desk");
}

/** Starts a desk; `stop` ends it. It ends with this process too: its standard input closes. */
export async function startDesk() {
  const child = spawn(program(), [], { cwd: PROJECT, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const lines = createInterface({ input: child.stdout });
  const facts = await new Promise((resolve, reject) => {
    lines.on("line", (line) => {
      if (line.startsWith("{\"")) {
        try {
          const read = JSON.parse(line);
          if (read.url) resolve(read);
        } catch {
          // A line of the log that happens to look like ours.
        }
      }
    });
    ended.then((code) => reject(new Error(`the desk ended with ${code} before it was ready`)));
  });
  return {
    ...facts,
    async stop() {
      child.stdin.end();
      const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(patience);
    },
  };
}
