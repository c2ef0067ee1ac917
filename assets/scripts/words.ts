// The words scripts may say, in the page's language. The server puts them in one meta element.

let words: Record<string, string> | undefined;

/** A word by its key with %name% places filled in; the key itself if the page does not carry it. */
export function word(key: string, places: Record<string, string | number> = {}): string {
  if (!words) {
    words = {};
    const content = document.querySelector<HTMLMetaElement>('meta[name="haven-words"]')?.content;
    try {
      if (content) words = JSON.parse(content) as Record<string, string>;
    } catch {
      console.error("the words of this page could not be read");
    }
  }
  let text = words[key] ?? key;
  for (const [name, value] of Object.entries(places)) text = text.replaceAll(`%${name}%`, String(value));
  return text;
}
