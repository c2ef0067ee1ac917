// A real OpenID Connect provider on this machine, for tests. It writes its issuer address as a line of its output, then
// reads lines of JSON and answers "ready" to each: {"redirect": address} makes it know the client "haven" with that
// redirect address; {"person": name, "email": address, "verified": true} says who signs in under that name.
// It ends when its input ends. Its tokens hold for a hundred years, so that a test may hold its own clock at any day.
import http from "node:http";
import readline from "node:readline";
import Provider from "oidc-provider";

const people = new Map();
const secret = "a secret of the tests and of nothing else";

function make(issuer, redirects) {
  return new Provider(issuer, {
    clients: [{ client_id: "haven", client_secret: secret, redirect_uris: redirects, grant_types: ["authorization_code"], response_types: ["code"] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    ttl: { IdToken: 100 * 365 * 24 * 3600 },
    cookies: { keys: ["a key of the tests"] },
    findAccount: (_, name) => ({
      accountId: name,
      claims: () => ({ sub: name, email: people.get(name)?.email, email_verified: people.get(name)?.verified }),
    }),
  });
}

let answer = (_, response) => response.writeHead(503).end();
const server = http.createServer((request, response) => answer(request, response));
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  answer = make(issuer, [`${issuer}/nowhere`]).callback();
  console.log(issuer);
  const input = readline.createInterface({ input: process.stdin });
  input.on("line", (line) => {
    const told = JSON.parse(line);
    if (told.redirect) answer = make(issuer, [told.redirect]).callback();
    if (told.person) people.set(told.person, told);
    console.log("ready");
  });
  input.on("close", () => process.exit(0));
});
