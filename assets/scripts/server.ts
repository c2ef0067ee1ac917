// Talking to our own server, and only to it.

/** A path of this site, or nothing: an address from the server is followed only when it stays here. */
export function ownPath(address: string | null | undefined): string | undefined {
  if (!address) return undefined;
  try {
    const target = new URL(address, location.href);
    return target.origin === location.origin ? target.pathname + target.search + target.hash : undefined;
  } catch {
    return undefined;
  }
}

export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Posts to our server with the token that proves the page is ours. */
export function post(url: string, body: URLSearchParams | object, options: RequestInit = {}): Promise<Response> {
  const form = body instanceof URLSearchParams;
  return fetch(url, {
    method: "POST",
    credentials: "same-origin",
    redirect: "error",
    body: form ? body : JSON.stringify(body),
    headers: {
      "x-csrf-token": csrfToken(),
      "x-requested-with": "fetch",
      "content-type": form ? "application/x-www-form-urlencoded;charset=UTF-8" : "application/json",
      accept: form ? "text/html, application/json" : "application/json",
    },
    ...options,
  });
}

/** What a form holds now, without files and without the token (which travels in a header). */
export function formFields(form: HTMLFormElement): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrf") fields.append(name, value);
  }
  return fields;
}
