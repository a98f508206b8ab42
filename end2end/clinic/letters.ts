// The letters that the demo writes down instead of sending.
import { expect, type Page } from "@playwright/test";

/** The path of the newest link that begins like this and was written to somebody. */
export async function linkTo(page: Page, email: string, start: string): Promise<string> {
  let found: string | undefined;
  await expect(async () => {
    const path = new RegExp(`${start}[\\w-]{43}`);
    found = (await lettersTo(page, email)).map((letter) => path.exec(letter)?.[0]).find((path) => path !== undefined);
    expect(found, `a letter to ${email} with ${start}`).toBeDefined();
  }).toPass({ timeout: 20_000 });
  return found!;
}

/** The newest code that was written to somebody. */
export async function codeTo(page: Page, email: string): Promise<string> {
  let code: string | undefined;
  await expect(async () => {
    const letters = await lettersTo(page, email);
    code = letters.map((letter) => /^\s*(\d{6})\s*$/m.exec(letter)?.[1]).find((found) => found !== undefined);
    expect(code, `a code for ${email}`).toBeDefined();
  }).toPass({ timeout: 20_000 });
  return code!;
}

/** What was written to somebody, the newest first. */
export async function lettersTo(page: Page, email: string): Promise<string[]> {
  await page.goto("/outbox");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return page.locator("dl").filter({ hasText: email }).locator("xpath=..").allInnerTexts();
}
