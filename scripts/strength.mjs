// Writes public/strength.js: a worker that tells a page how guessable a password is while it is typed. It is zxcvbn-ts, the
// beginnings of its lists, and a few lines of ours. Written anew only when it would differ, so that a build knows.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Beyond these the lists grow much and find little: whatever is further down counts as typed by chance.
const PASSWORDS_MAX = 10_000;
const WORDS_MAX = 10_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "public", "strength.js");
const require = createRequire(join(root, "package.json"));

const common = require("@zxcvbn-ts/language-common");
const portuguese = require("@zxcvbn-ts/language-pt-br").dictionary;
const dictionary = {
  passwords: common.dictionary["passwords-common"].slice(0, PASSWORDS_MAX),
  words: portuguese["commonWords-pt-br"].slice(0, WORDS_MAX),
  firstnames: portuguese["firstnames-pt-br"],
  lastnames: portuguese["lastnames-pt-br"],
};
for (const [name, words] of Object.entries(dictionary)) {
  if (!(words?.length > 100) || words.some((word) => word.includes("\n"))) throw new Error(`no list of ${name}`);
}

const text = `${notices()}
${core()}
const lists = ${JSON.stringify(Object.fromEntries(Object.entries(dictionary).map(([name, words]) => [name, words.join("\n")])))};
const dictionary = Object.fromEntries(Object.entries(lists).map(([name, words]) => [name, words.split("\\n")]));
const graphs = ${JSON.stringify(keyboards())};
const judge = new self.zxcvbnts.core.ZxcvbnFactory({ dictionary, graphs, maxLength: 40 });
// In: the password, and what is known of whoever types it. Out: from 0, found at once, to 4; null when there is none.
self.onmessage = ({ data: [password, ...known] }) => {
  const score = (text) => judge.check(text, known.flatMap(spellings)).score;
  self.postMessage(password === "" ? null : Math.min(score(password), score(plain(password))));
};
// Accents and capitals hide nothing from those who guess; neither does a name written as one word.
function plain(text) {
  return text.normalize("NFD").replace(/\\p{M}/gu, "").toLowerCase();
}
function spellings(text) {
  const words = plain(text).split(/[^\\p{L}\\p{N}]+/u).filter((word) => word.length > 2).slice(0, 8);
  const pairs = words.flatMap((first) => words.map((second) => first + second));
  return [plain(text), words.join(""), ...words, ...pairs].filter((text) => text.length > 2);
}
`;

if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);

// The library as one script for browsers, which puts itself into `zxcvbnts`.
function core() {
  const folder = dirname(require.resolve("@zxcvbn-ts/core"));
  return readFileSync(join(folder, "zxcvbn-ts.js"), "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, "");
}

// Those that people in Brazil type on: their own, and the one that their layout comes from.
function keyboards() {
  const { qwerty, keypad } = common.adjacencyGraphs;
  if (!qwerty || !keypad) throw new Error("no keyboards");
  return { qwerty, keypad };
}

function notices() {
  return `/*! @zxcvbn-ts/core, @zxcvbn-ts/language-common, @zxcvbn-ts/language-pt-br, fastest-levenshtein: MIT.
 * The common words are derived from OpenSubtitles 2024 via OPUS (https://opus.nlpl.eu/), ODC-BY.
 * The texts of the licences: docs/licences/zxcvbn-ts.txt of Amparo. */`;
}
