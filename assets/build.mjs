// Builds what the pages need into assets/dist: one stylesheet (and its mirror image for right-to-left
// languages), one script, the fonts and the icon, each named by its content so that browsers may keep
// it for ever, each also compressed as well as it can be, and a manifest that tells the server the names.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";
import subsetFont from "subset-font";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const finished = path.join(here, "dist");
const building = path.join(here, "dist.new");
const manifest = {};
const sizes = [];

/** Writes one file under a name that carries its content's hash; text is also stored compressed. */
async function emit(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const extension = path.extname(name);
  const hashed = `${name.slice(0, -extension.length)}.${hash}${extension}`;
  await writeFile(path.join(building, hashed), bytes);
  manifest[name] = hashed;
  const size = { name, raw: bytes.length };
  if (extension !== ".woff2") {
    const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    const gzip = gzipSync(bytes, { level: 9 });
    await writeFile(path.join(building, `${hashed}.br`), brotli);
    await writeFile(path.join(building, `${hashed}.gz`), gzip);
    Object.assign(size, { brotli: brotli.length, gzip: gzip.length });
  }
  sizes.push(size);
  return hashed;
}

// The letters of names, in the scripts the font can set. "extended" leaves out the phonetic alphabet and the
// medieval letters of the packaged file, which make two thirds of its weight and appear in nobody's name here.
const LETTERS = [
  { subset: "latin", from: "latin" },
  { subset: "extended", from: "latin-ext", ranges: [[0x100, 0x24f], [0x259, 0x25b], [0x2bb, 0x2bc], [0x1e00, 0x1e9f], [0x20ac, 0x20ac]] },
  { subset: "cyrillic", from: "cyrillic" },
  { subset: "vietnamese", from: "vietnamese" },
];
const WEIGHTS = [400, 600];

/** Takes the fonts from their package, cuts them to the letters above and returns the font-face rules. */
async function fonts() {
  const folder = path.join(root, "node_modules/@fontsource/source-sans-3");
  const rules = [];
  for (const weight of WEIGHTS) {
    const packaged = await readFile(path.join(folder, `${weight}.css`), "utf8");
    for (const { subset, from, ranges } of LETTERS) {
      let file = await readFile(path.join(folder, `files/source-sans-3-${from}-${weight}-normal.woff2`));
      let range = new RegExp(`source-sans-3-${from}-${weight}-normal \\*/[^}]*unicode-range: ([^;]+);`).exec(packaged)?.[1];
      if (!range) throw new Error(`the font package no longer states the letters of ${from}`);
      if (ranges) {
        const letters = ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, step) => String.fromCodePoint(first + step)));
        file = await subsetFont(file, letters.join(""), { targetFormat: "woff2" });
        range = ranges.map(([first, last]) => `U+${first.toString(16)}-${last.toString(16)}`).join(",");
      }
      const name = await emit(`source-sans-3-${subset}-${weight}.woff2`, file);
      // Where two rules claim a letter the later wins, so a Vietnamese name needs the Vietnamese file alone.
      rules.push(`@font-face{font-family:"Source Sans 3";font-style:normal;font-display:swap;font-weight:${weight};src:url("${name}") format("woff2");unicode-range:${range}}`);
    }
  }
  return rules.join("\n");
}

/** Sass's `@use "pkg:name/..."` straight from node_modules. */
const packages = {
  findFileUrl(url) {
    return url.startsWith("pkg:") ? pathToFileURL(path.join(root, "node_modules", url.slice(4))) : null;
  },
};

async function styles() {
  const faces = await fonts();
  const compiled = sass.compile(path.join(here, "styles/app.scss"), {
    importers: [packages],
    // The Ministry of Justice's partials look for govuk-frontend beside themselves.
    loadPaths: [path.join(root, "node_modules"), root],
    quietDeps: true,
    silenceDeprecations: ["if-function"],
  });
  const css = `${faces}\n${compiled.css}`;
  for (const [name, text] of [["app.css", css], ["app.rtl.css", rtlcss.process(css)]]) {
    const minified = await esbuild.transform(text, { loader: "css", minify: true, target: ["chrome100", "firefox100", "safari15"] });
    await emit(name, minified.code);
  }
}

async function scripts() {
  const built = await esbuild.build({
    entryPoints: [path.join(here, "scripts/app.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["chrome100", "firefox100", "safari15"],
    legalComments: "none",
  });
  for (const warning of built.warnings) console.warn(warning.text);
  await emit("app.js", built.outputFiles[0].text);
}

async function icons() {
  for (const file of await readdir(path.join(here, "icons"))) {
    await emit(file, await readFile(path.join(here, "icons", file)));
  }
}

/** The licences of what is shipped to browsers travel with it. */
async function licences() {
  const require = createRequire(import.meta.url);
  const shipped = ["govuk-frontend", "@ministryofjustice/frontend", "@fontsource/source-sans-3"];
  const texts = [];
  for (const name of shipped) {
    const folder = path.join(root, "node_modules", name);
    const about = require(path.join(folder, "package.json"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    texts.push(`${name} ${about.version} (${about.license})\n\n${file ? await readFile(path.join(folder, file), "utf8") : ""}`);
  }
  await emit("licences.txt", texts.join("\n\n----------------------------------------\n\n"));
}

await rm(building, { recursive: true, force: true });
await mkdir(building, { recursive: true });
await styles();
await scripts();
await icons();
await licences();
const ordered = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(path.join(building, "manifest.json"), `${JSON.stringify(ordered, null, 2)}\n`);
// Swapped at the end, so that a build that fails half-way leaves the last good one in place.
await rm(finished, { recursive: true, force: true });
await rename(building, finished);

for (const { name, raw, brotli, gzip } of sizes) {
  console.log(`${name.padEnd(38)} ${String(raw).padStart(7)} B${brotli ? `   br ${String(brotli).padStart(6)}   gz ${String(gzip).padStart(6)}` : ""}`);
}
