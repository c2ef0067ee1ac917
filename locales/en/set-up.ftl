# The first minutes of a server.

set-up-title = Set up this server
set-up-text = This server is new. Make the first agency and your own account; you will administer both the agency and the server. More agencies and people can be added later.
set-up-code = Set-up code
set-up-code-hint = The server wrote it to its terminal or log when it started.
set-up-code-wrong = That is not the set-up code. Look in the server's terminal or log
set-up-agency = The first agency
set-up-you = You
set-up-send = Set up the server
