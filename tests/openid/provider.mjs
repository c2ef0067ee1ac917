// A real OpenID Connect provider on this machine, for tests. It writes its issuer address as the first line of its
// output, then reads lines of JSON, each {"redirect": address}: from then on it knows the client "haven" with that
// redirect address, and answers "ready". It ends when its input ends.
//
// Whoever signs in types SUBJECT|EMAIL|yes or SUBJECT|EMAIL|no as login: yes means that the address is verified.
import http from "node:http";
import readline from "node:readline";
import Provider from "oidc-provider";

const secret = "a secret of the tests and of nothing else";

function make(issuer, redirects) {
  return new Provider(issuer, {
    clients: [{ client_id: "haven", client_secret: secret, redirect_uris: redirects, grant_types: ["authorization_code"], response_types: ["code"] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    cookies: { keys: ["a key of the tests"] },
    findAccount: (_, typed) => {
      const [subject, email, verified] = typed.split("|");
      return { accountId: typed, claims: () => ({ sub: subject, email, email_verified: verified === "yes" }) };
    },
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
    answer = make(issuer, [JSON.parse(line).redirect]).callback();
    console.log("ready");
  });
  input.on("close", () => process.exit(0));
});
