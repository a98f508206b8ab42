// Looking at a page as it stands: does it fit, is it in one language, can everybody use it.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, type Page } from "@playwright/test";

export type Locale = "pt-BR" | "en";

const ROOT = resolve(__dirname, "../..");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wider = await page.evaluate(() => {
    const root = document.scrollingElement!;
    if (root.scrollWidth <= root.clientWidth) return [];
    const right = root.clientWidth;
    const outside = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > right + 1);
    return outside.slice(0, 5).map((one) => one.outerHTML.slice(0, 160));
  });
  expect(wider, `${page.url()} scrolls sideways because of`).toEqual([]);
}

export async function expectAccessible(page: Page): Promise<void> {
  const isThere = await page.evaluate(() => "axe" in window);
  if (!isThere) await page.evaluate(AXE);
  const violations = await page.evaluate(async (rules) => {
    const found = await (window as any).axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    return found.violations.flatMap((rule: any) =>
      rule.nodes.slice(0, 5).map((node: any) => `${rule.id}: ${node.target.join(" ")} – ${node.any[0]?.message ?? rule.help}`),
    );
  }, RULES);
  expect(violations, `axe on ${page.url()}`).toEqual([]);
}

/** No sentence of the other language, no bare key and no unfilled placeholder is on the page. */
export async function expectOneLanguage(page: Page, locale: Locale): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", locale);
  const texts = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement!;
      // What people wrote stays in their language: a message, a note, the other language's own name.
      if (parent.closest("script, style, template, noscript, pre, [lang]:not(html), [translate=no]")) continue;
      found.push(walker.currentNode.textContent!.trim());
    }
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      for (const one of document.body.querySelectorAll(`[${name}]`)) found.push(one.getAttribute(name)!.trim());
    }
    return found.filter((text) => text.length > 0);
  });
  const foreign = sentencesOf(locale === "en" ? "pt-BR" : "en", locale);
  const wrong = texts.filter((text) => foreign.has(text) || /\{\{|\}\}/.test(text) || KEY.test(text));
  expect(wrong, `not in ${locale}, or not translated, on ${page.url()}`).toEqual([]);
}

const NAMESPACES = readdirSync(join(ROOT, "app/locales/pt-BR")).map((file) => file.replace(/\.json$/, ""));
const KEY = new RegExp(`\\b(${NAMESPACES.join("|")})\\.[a-z]+_?[a-z_]*\\b(?!@)`);

/** The sentences of a language that are said differently in the other one. */
function sentencesOf(locale: Locale, other: Locale): Set<string> {
  const own = words(locale);
  const others = new Set(words(other).values());
  return new Set([...own.values()].filter((text) => text.length > 3 && !text.includes("{{") && !others.has(text)));
}

function words(locale: Locale): Map<string, string> {
  const all = new Map<string, string>();
  for (const namespace of NAMESPACES) {
    const file: Record<string, unknown> = JSON.parse(readFileSync(join(ROOT, `app/locales/${locale}/${namespace}.json`), "utf8"));
    collect(all, namespace, file);
  }
  return all;
}

function collect(into: Map<string, string>, prefix: string, tree: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") into.set(`${prefix}.${key}`, value.trim());
    else if (value && typeof value === "object") collect(into, `${prefix}.${key}`, value as Record<string, unknown>);
  }
}
