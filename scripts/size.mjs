// Prints the brotli sizes of a built `pkg` folder, and fails when the first page is over the line.
import { readdirSync, readFileSync, existsSync } from "node:fs";
import { join, dirname, normalize, basename } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const FIRST_PAGE_AIM = 250_000;
const FIRST_PAGE_MAX = 400_000;

const folder = process.argv[2];
if (!existsSync(folder)) {
  console.error(`There is no ${folder}: build the site first, with 'make size' or scripts/build.sh.`);
  process.exit(1);
}

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(js|wasm|css)$/.test(entry.name))
  .map((entry) => normalize(join(entry.parentPath ?? entry.path, entry.name)));
const sizes = new Map(files.map((file) => [file, brotliBytes(file)]));

// The page's own three files, and every script that they import at once; lazy pages are imported later, by `import(`.
const first = new Set(files.filter((file) => dirname(file) === normalize(folder) && /^amparo\./.test(basename(file))));
for (const file of first) for (const next of staticImports(file)) if (sizes.has(next)) first.add(next);

const rows = [...sizes].sort(([, a], [, b]) => b - a);
print("First page", rows.filter(([file]) => first.has(file)));
print("Later, page by page", rows.filter(([file]) => !first.has(file)));

const total = [...first].reduce((sum, file) => sum + sizes.get(file), 0);
console.log(`First page: ${kilobytes(total)} (aim ${kilobytes(FIRST_PAGE_AIM)}, line ${kilobytes(FIRST_PAGE_MAX)}), brotli 11`);
if (first.size === 0 || total > FIRST_PAGE_MAX) {
  console.error(first.size === 0 ? "Found no file amparo.*: the first page is not there." : "The first page is over the line.");
  process.exit(1);
}

// The splitter leaves every text in the first page, without a word, when it finds no room to move them: see `ROOM_FOR_SPLITTING`.
const pages = files.filter((file) => basename(file).startsWith("split_"));
if (pages.length > 0 && !pages.some(hasData)) {
  console.error("No lazy page carries its own texts: the splitter left all of them in the first page.");
  process.exit(1);
}

function brotliBytes(file) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return brotliCompressSync(readFileSync(file), { params }).length;
}

function staticImports(file) {
  if (!file.endsWith(".js")) return [];
  const pattern = /(?:\bfrom|\bimport)\s*["']([^"']+)["']/g;
  return [...readFileSync(file, "utf8").matchAll(pattern)].map(([, path]) =>
    normalize(path.startsWith("/pkg/") ? join(folder, path.slice("/pkg/".length)) : join(dirname(file), path)),
  );
}

// Whether a WASM module has a data section (id 11); sections are an id, a length in LEB128, and so many bytes.
function hasData(file) {
  const bytes = readFileSync(file);
  let at = 8;
  while (at < bytes.length) {
    if (bytes[at++] === 11) return true;
    let length = 0;
    let shift = 0;
    do length += (bytes[at] & 0x7f) * 2 ** shift; while (bytes[at++] & 0x80 && (shift += 7));
    at += length;
  }
  return false;
}

function print(title, rows) {
  if (rows.length === 0) return;
  console.log(title);
  for (const [file, bytes] of rows) console.log(`  ${kilobytes(bytes).padStart(9)}  ${file.slice(normalize(folder).length + 1)}`);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
