// The clinic as an app: what it installs, what it keeps, and what it says without a network.
import type { Page } from "@playwright/test";
import { arrive, signIn } from "../clinic/journey";
import { ANA } from "../clinic/people";
import { expect, test } from "../clinic/test";

/** What may be kept: files whose name carries their hash, icons and fonts, and the one page that says what to do. */
const MAY_BE_KEPT = [/^\/pkg\/.+\.[\w-]{22}\.\w+$/, /^\/pkg\/snippets\//, /^\/(icons|fonts)\//, /^\/offline\.(html|css)$/];

test("the manifest is complete, and its icons are there", async ({ page, request }) => {
  await page.goto("/sign-in");
  const address = await page.locator('link[rel="manifest"]').getAttribute("href");
  const answer = await request.get(address!);
  expect(answer.headers()["content-type"]).toMatch(/manifest\+json/);
  const manifest = await answer.json();
  expect(manifest).toMatchObject({
    name: expect.stringMatching(/Amparo/),
    short_name: "Amparo",
    display: "standalone",
    start_url: expect.stringMatching(/^\//),
    scope: "/",
    theme_color: expect.stringMatching(/^#/),
    background_color: expect.stringMatching(/^#/),
  });
  const sizes = manifest.icons.map((icon: { sizes: string }) => icon.sizes);
  expect(sizes).toEqual(expect.arrayContaining(["192x192", "512x512"]));
  expect(manifest.icons.some((icon: { purpose?: string }) => icon.purpose?.includes("maskable"))).toBe(true);
  for (const icon of manifest.icons) {
    const picture = await request.get(icon.src);
    expect(picture.status(), icon.src).toBe(200);
    expect(picture.headers()["content-type"]).toBe(icon.type);
  }
});

test("only hashed files and the offline page are kept, no page of a person", async ({ page }) => {
  await signIn(page, ANA);
  await page.goto("/visits");
  const kept = await keptPaths(page);
  expect(kept).toContain("/offline.html");
  expect(kept.filter((path) => !MAY_BE_KEPT.some((pattern) => pattern.test(path)))).toEqual([]);
  // Later pages' code is fetched ahead, so that a lazy page opens with a poor network, too.
  expect(kept.filter((path) => path.endsWith(".wasm")).length).toBeGreaterThan(1);
});

test("without a network the app says what to do, and comes back by itself", async ({ page, clinic, complaints }) => {
  complaints.allow(/net::ERR_|Failed to fetch/);
  await signIn(page, ANA);
  // All of this page is here: what it still asked for would be lost with the network.
  await arrive(page, "/home");
  await keptPaths(page);
  clinic.door.shut();
  try {
    await page.goto("/visits");
    await expect(page.getByRole("heading", { name: /sem conexão|sem internet/i })).toBeVisible();
  } finally {
    clinic.door.reopen();
  }
  await page.goto("/visits");
  await expect(page.getByRole("heading", { name: "Consultas", level: 1 })).toBeVisible();
});

test("a lazy page whose code does not arrive is shown all the same", async ({ open, complaints }) => {
  complaints.allow(/.*/);
  const page = await open({ serviceWorkers: "block" });
  await signIn(page, ANA);
  await arrive(page, "/home");
  const aborted: string[] = [];
  await page.route(/\/pkg\/[^/]*(split|chunk)[^/]*\.wasm/, (route) => {
    aborted.push(route.request().url());
    return route.abort();
  });
  await page.getByRole("link", { name: "Ajuda" }).first().click();
  await expect(page.getByRole("heading", { name: "Ajuda", level: 1 })).toBeVisible();
  expect(aborted.length, "lazy code that was asked for").toBeGreaterThan(0);
});

/** What the service worker has kept, once it is at work. */
async function keptPaths(page: Page): Promise<string[]> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const list = () =>
    page.evaluate(async () => {
      const paths: string[] = [];
      for (const name of await caches.keys()) {
        for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
      }
      return paths.sort();
    });
  await expect.poll(async () => (await list()).filter((path) => path.endsWith(".wasm")).length).toBeGreaterThan(0);
  return list();
}
