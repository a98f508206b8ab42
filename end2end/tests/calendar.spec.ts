// The private address of one's own calendar: made, taken along, replaced, removed.
import type { Page } from "@playwright/test";
import { arrive, register } from "../clinic/journey";
import { expectAccessible, expectNoSidewaysScroll } from "../clinic/look";
import { somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

const ADDRESS = /https?:\/\/\S+\/calendar\/[\w-]{43}\.ics/;

/** The address that the page shows, once it is another one than before. */
async function shown(page: Page, before = ""): Promise<string> {
  let address = "";
  await expect(async () => {
    address = ADDRESS.exec(await page.getByRole("main").innerText())?.[0] ?? "";
    expect(address).toMatch(ADDRESS);
    expect(address).not.toBe(before);
  }).toPass();
  return address;
}

test("a patient makes an address for their calendar, replaces it and removes it", async ({ open }) => {
  const phone = await open({ viewport: { width: 390, height: 844 } });
  await register(phone, somebody("Ana"));
  await arrive(phone, "/me");
  await phone.getByRole("button", { name: "Criar endereço" }).click();
  const first = await shown(phone);
  await expectNoSidewaysScroll(phone);
  await expectAccessible(phone);
  const feed = await phone.request.get(first);
  expect(feed.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
  expect(await feed.text()).toMatch(/^BEGIN:VCALENDAR\r\n/);

  await phone.getByRole("button", { name: "Criar outro endereço" }).click();
  await phone.getByRole("dialog").getByRole("button", { name: "Criar outro endereço" }).click();
  const second = await shown(phone, first);
  expect((await phone.request.get(first)).status()).toBe(404);
  expect((await phone.request.get(second)).status()).toBe(200);

  await phone.getByRole("button", { name: "Remover endereço" }).click();
  await phone.getByRole("dialog").getByRole("button", { name: "Remover endereço" }).click();
  await expect(phone.getByRole("button", { name: "Criar endereço" })).toBeVisible();
  expect((await phone.request.get(second)).status()).toBe(404);
});
