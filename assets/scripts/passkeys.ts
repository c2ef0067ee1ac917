// Signing in with a passkey, and adding one. The server gives the options and checks the answer; this carries both
// between it and the browser, turning the bytes to base64url and back.
import { ownPath, post } from "./server";
import { word } from "./words";

type Json = Record<string, unknown>;

export function startPasskeys(scope: Document | Element): void {
  for (const button of scope.querySelectorAll<HTMLButtonElement>("button[data-passkey]")) {
    if (!("PublicKeyCredential" in window)) continue;
    button.hidden = false;
    button.addEventListener("click", () => void run(button));
  }
}

async function run(button: HTMLButtonElement): Promise<void> {
  const status = document.getElementById(button.dataset.passkeyStatus ?? "");
  const say = (text: string) => {
    if (status) status.textContent = text;
  };
  const options = ownPath(button.dataset.optionsUrl);
  const finish = ownPath(button.dataset.finishUrl);
  if (!options || !finish) return;
  button.disabled = true;
  say(word("passkey-waiting"));
  try {
    const asked = await answer(await post(options, marked(button)));
    const publicKey = (asked.publicKey ?? asked) as Json;
    const credential = button.dataset.passkey === "create" ? await create(publicKey) : await get(publicKey);
    const done = await answer(await post(finish, { ...marked(button), credential }));
    const next = ownPath(typeof done.next === "string" ? done.next : button.dataset.next);
    if (next) location.assign(next);
    else location.reload();
  } catch (error) {
    // The browser gives NotAllowedError both when the person said no and when time ran out.
    const stopped = error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");
    const known = error instanceof DOMException && error.name === "InvalidStateError";
    say(word(stopped ? "passkey-stopped" : known ? "passkey-known" : "passkey-failed"));
    button.disabled = false;
  }
}

/** The fields marked for the passkey in the button's form: a user name to sign in with, a name for the new key. */
function marked(button: HTMLButtonElement): Json {
  const values: Json = {};
  for (const input of button.form?.querySelectorAll<HTMLInputElement>("input[data-passkey-field]") ?? []) values[input.name] = input.value;
  return values;
}

async function answer(response: Response): Promise<Json> {
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Json;
}

async function create(options: Json): Promise<Json> {
  const user = options.user as Json;
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...user, id: toBytes(user.id) },
      excludeCredentials: listed(options.excludeCredentials),
    } as unknown as PublicKeyCredentialCreationOptions,
  });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    ...outward(credential),
    response: {
      attestationObject: toText(response.attestationObject),
      clientDataJSON: toText(response.clientDataJSON),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function get(options: Json): Promise<Json> {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: listed(options.allowCredentials),
    } as unknown as PublicKeyCredentialRequestOptions,
  });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    ...outward(credential),
    response: {
      authenticatorData: toText(response.authenticatorData),
      clientDataJSON: toText(response.clientDataJSON),
      signature: toText(response.signature),
      userHandle: response.userHandle ? toText(response.userHandle) : null,
    },
  };
}

function outward(credential: PublicKeyCredential): Json {
  return { id: credential.id, rawId: toText(credential.rawId), type: credential.type, extensions: credential.getClientExtensionResults() };
}

function listed(credentials: unknown): object[] {
  return Array.isArray(credentials) ? credentials.map((each: Json) => ({ ...each, id: toBytes(each.id) })) : [];
}

export function toBytes(text: unknown): Uint8Array {
  const plain = atob(String(text).replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function toText(buffer: ArrayBuffer): string {
  let plain = "";
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
