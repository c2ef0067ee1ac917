# En servers første minutter.

set-up-title = Sæt serveren op
set-up-text = Serveren er ny. Opret den første myndighed og din egen konto; du bliver administrator for både myndigheden og serveren. Flere myndigheder og kolleger kan komme til senere.
set-up-code = Opsætningskode
set-up-code-hint = Serveren skrev den i sin terminal eller log, da den startede.
set-up-code-wrong = Det er ikke opsætningskoden. Se i serverens terminal eller log
set-up-agency = Den første myndighed
set-up-you = Dig
set-up-send = Sæt serveren op
