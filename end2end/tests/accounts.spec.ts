// Coming in without remembering anything, with two steps, and staying where one was when the account was closed.
import type { Page } from "@playwright/test";
import { codeOf } from "../clinic/authenticator";
import { chooseNextDay, joinWithPassword, register, seeSlots, signIn, signOut } from "../clinic/journey";
import { codeTo, lettersTo } from "../clinic/letters";
import { ADMIN, HELENA, OTAVIO, type Person, somebody } from "../clinic/people";
import { Clinic } from "../clinic/server";
import { expect, test } from "../clinic/test";

const IDLE_MINUTES = 60;

async function askForCode(page: Page, identifier: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("CPF ou e-mail").fill(identifier);
  await page.getByRole("button", { name: "Receber código por e-mail" }).click();
  await expect(page).toHaveURL(/sign-in\/code/);
}

async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Código", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
}

/** Sets up an app where the page offers it; gives the secret and the recovery codes. */
async function setUpApp(page: Page): Promise<{ secret: string; recovery: string[] }> {
  await page.getByRole("button", { name: "Configurar aplicativo" }).click();
  await expect(page.getByRole("img", { name: "Quadrado para ler com a câmera do celular" })).toBeVisible();
  const groups = await page.locator("code").filter({ hasText: /^[A-Z2-7]{1,4}$/ }).allInnerTexts();
  const secret = groups.join("");
  await page.getByLabel("Código", { exact: true }).fill(codeOf(secret));
  await page.getByRole("button", { name: "Confirmar código" }).click();
  await expect(page.getByText("Guarde os códigos de reserva")).toBeVisible();
  const recovery = await page.locator("code").filter({ hasText: /^[0-9A-Z]{5}-[0-9A-Z]{5}$/ }).allInnerTexts();
  expect(recovery).toHaveLength(10);
  await page.getByRole("button", { name: "Já guardei" }).click();
  return { secret, recovery };
}

async function typePassword(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-in/password");
  await page.getByLabel("CPF ou e-mail").fill(person.email);
  await page.getByLabel("Senha", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
}

test("a code from the mailbox opens the account, once, and the letter's link does too", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const lia = somebody("Lia");
  const [phone, letters, tablet] = [await open(), await open(), await open()];
  await register(phone, lia);
  await signOut(phone);

  await askForCode(phone, lia.email.toUpperCase());
  const code = await codeTo(letters, lia.email);
  await enterCode(phone, code === "000000" ? "000001" : "000000");
  await expect(phone.getByRole("alert").first()).toContainText("O código não confere");
  await enterCode(phone, code);
  await expect(phone).not.toHaveURL(/sign-in/);

  await askForCode(tablet, lia.email);
  await codeTo(letters, lia.email);
  const letter = (await lettersTo(letters, lia.email)).join("\n");
  const link = /\/enter\/[0-9a-f]{64}/.exec(letter)?.[0];
  await tablet.goto(link!);
  await tablet.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(tablet).not.toHaveURL(/enter/);
  await expect(tablet.getByText("Última entrada antes desta")).toBeVisible();

  await letters.goto(link!);
  await letters.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(letters.getByRole("alert").first()).toContainText("já não vale");
});

test("somebody unknown is answered like somebody known", async ({ page }) => {
  await askForCode(page, "ninguem@amparo.example");
  await expect(page.getByText("Se há um cadastro com esses dados")).toBeVisible();
});

test("with an app set up, the password alone is not enough", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const noe = somebody("Noé");
  const [phone, tablet] = [await open(), await open()];
  await joinWithPassword(await open(), phone, noe);
  await phone.goto("/security");
  const { secret, recovery } = await setUpApp(phone);
  await expect(phone.getByText("Aplicativo configurado em")).toBeVisible();

  await typePassword(tablet, noe);
  await expect(tablet).toHaveURL(/second-factor/);
  await tablet.goto("/visits");
  await expect(tablet.getByRole("link", { name: "Entrar" }).first()).toBeVisible();
  await tablet.goto("/sign-in/second-factor");
  await tablet.getByLabel("Código do aplicativo").fill("000000");
  await tablet.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(tablet.getByRole("alert").first()).toContainText("O código não confere");
  // The code of this half minute was spent by the set-up.
  await tablet.getByLabel("Código do aplicativo").fill(codeOf(secret, 1));
  await tablet.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(tablet).not.toHaveURL(/second-factor/);

  await signOut(tablet);
  await typePassword(tablet, noe);
  await tablet.getByLabel("Código do aplicativo").fill(recovery[0].toLowerCase());
  await tablet.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(tablet).not.toHaveURL(/second-factor/);
});

test("whoever works in a strict clinic sets up a second step before anything else", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 401/);
  const name = `strict-${process.env.E2E_DATABASE ?? "sqlite"}`;
  const strict = await Clinic.open(name, { AMPARO_STAFF_SECOND_FACTOR: "true" });
  try {
    const desk = await open({ baseURL: strict.origin });
    await typePassword(desk, ADMIN);
    await expect(desk).toHaveURL(/second-factor/);
    await desk.goto("/professionals");
    await expect(desk.getByRole("link", { name: "Entrar" }).first()).toBeVisible();
    await desk.goto("/sign-in/second-factor");
    await setUpApp(desk);
    await expect(desk).toHaveURL(/professionals/);
  } finally {
    await strict.close();
  }
});

test("whoever was signed out meanwhile comes back in over what they typed", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const eva = somebody("Eva");
  const [phone, tablet, desk] = [await open(), await open(), await open()];
  await joinWithPassword(await open(), phone, eva);
  await seeSlots(phone, OTAVIO);
  await chooseNextDay(phone);
  await phone.getByRole("radio").last().press("Space");
  await phone.getByLabel("Por que você quer a consulta?").fill("Dor de cabeça há três dias");
  // A patient has two devices: the third sign-in ends the oldest.
  await signIn(tablet, eva);
  await signIn(desk, eva);

  await phone.getByRole("button", { name: "Confirmar consulta" }).click();
  const again = phone.getByRole("dialog", { name: "Entre de novo" });
  await expect(again).toBeVisible();
  await again.getByRole("button", { name: "Entrar com senha" }).click();
  await again.getByLabel("CPF ou e-mail").fill(eva.email);
  await again.getByLabel("Senha", { exact: true }).fill(eva.password);
  await again.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(again).toBeHidden();
  await expect(phone.getByLabel("Por que você quer a consulta?")).toHaveValue("Dor de cabeça há três dias");
  await phone.getByRole("button", { name: "Confirmar consulta" }).click();
  await expect(phone.getByText("Consulta marcada").first()).toBeVisible();
});

test("a page that nobody uses warns before it closes, and stays when somebody is there", async ({ open }) => {
  const desk = await open();
  await desk.clock.install();
  await signIn(desk, HELENA);
  await expect(desk).toHaveURL(/agenda/);
  // The watch has begun.
  await desk.waitForFunction(() => localStorage.getItem("amparo-active") !== null);
  await desk.clock.fastForward((IDLE_MINUTES * 60 - 30) * 1000);
  const warning = desk.getByRole("dialog", { name: "Você ainda está aí?" });
  await expect(warning).toBeVisible();
  await expect(warning).toContainText("segundos");
  await warning.getByRole("button", { name: "Continuar aqui" }).click();
  await expect(warning).toBeHidden();
  await desk.clock.fastForward(60_000);
  await expect(warning).toBeHidden();
});
