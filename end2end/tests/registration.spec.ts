// Becoming a patient: a form, a letter, a code. Nobody is told who is known here.
import type { Page } from "@playwright/test";
import { askToRegister, register } from "../clinic/journey";
import { codeTo, lettersTo, linkTo } from "../clinic/letters";
import { RUI, type Person, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Código", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
}

test("a patient registers with a code, asks for another one, and has no password until they want one", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const lia = somebody("Lia");
  const [phone, letters] = [await open(), await open()];
  await askToRegister(phone, lia);
  await expect(phone.getByText("ao e-mail que você digitou")).toBeVisible();
  const first = await codeTo(letters, lia.email);
  await phone.getByRole("button", { name: "Enviar outro código" }).click();
  await expect(phone.getByText("Enviamos outro código")).toBeVisible();
  await expect(async () => expect(await codeTo(letters, lia.email)).not.toBe(first)).toPass();
  await enterCode(phone, first);
  await expect(phone.getByRole("alert").first()).toContainText("O código não confere");
  await enterCode(phone, await codeTo(letters, lia.email));
  await expect(phone).not.toHaveURL(/sign-in/);

  await phone.goto("/security");
  await expect(phone.getByLabel("Senha atual")).toHaveCount(0);
  await phone.getByRole("link", { name: "Criar uma senha" }).click();
  await phone.getByLabel("CPF ou e-mail").fill(lia.email);
  await phone.getByRole("button", { name: "Enviar o link" }).click();
  await phone.goto(await linkTo(letters, lia.email, "/reset/"));
  await expect(phone.getByLabel("Nova senha")).toBeVisible();
});

test("the link of the letter finishes on another device", async ({ open }) => {
  const noe = somebody("Noé");
  const [desk, phone] = [await open(), await open()];
  await askToRegister(desk, noe);
  await codeTo(phone, noe.email);
  const letter = (await lettersTo(phone, noe.email)).join("\n");
  await phone.goto(/\/enter\/[0-9a-f]{64}/.exec(letter)![0]);
  await phone.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(phone).not.toHaveURL(/enter/);
  await phone.goto("/me");
  await expect(phone.getByText(noe.name, { exact: true })).toBeVisible();
});

test("an address that has an account is answered alike, and its owner comes in to it", async ({ open }) => {
  const eva = somebody("Eva");
  const [phone, other] = [await open(), await open()];
  await register(phone, eva);
  const said = async (page: Page, person: Person) => {
    await askToRegister(page, person);
    return page.locator("main").innerText();
  };
  expect(await said(other, { ...eva, name: "Outra Pessoa" })).toBe(await said(await open(), somebody("Ivo")));
  const letters = await open();
  await expect(async () => expect((await lettersTo(letters, eva.email)).join()).toContain("você já tem uma conta")).toPass();
  await enterCode(other, await codeTo(letters, eva.email));
  await expect(other).not.toHaveURL(/sign-in/);
  await other.goto("/me");
  await expect(other.getByText(eva.name, { exact: true })).toBeVisible();
});

test("the CPF of somebody else is answered alike, and they hear of it", async ({ open }) => {
  const ivo = somebody("Ivo");
  const [page, letters] = [await open(), await open()];
  await page.goto("/register");
  await page.getByLabel("Nome completo").fill(ivo.name);
  await page.getByLabel("E-mail").fill(ivo.email);
  await page.getByLabel("Data de nascimento").fill("1985-04-12");
  // Rui's, of the demo.
  await page.getByLabel("CPF").fill("111.444.777-35");
  await page.getByLabel("Li e aceito").check();
  await page.getByRole("button", { name: "Criar cadastro" }).click();
  await expect(page).toHaveURL(/sign-in\/code/);
  await enterCode(page, await codeTo(letters, ivo.email));
  await expect(page).not.toHaveURL(/sign-in/);
  await expect(async () => expect((await lettersTo(letters, RUI.email)).join()).toContain("com o seu CPF")).toPass();
});

test("who reads English gets English letters", async ({ open }) => {
  const dan = somebody("Dan");
  const [page, letters] = [await open({ locale: "en-US" }), await open()];
  await page.goto("/register");
  await page.getByLabel("Full name").fill(dan.name);
  await page.getByLabel("E-mail").fill(dan.email);
  await page.getByLabel("Birth date").fill("1985-04-12");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/sign-in\/code/);
  await expect(async () => expect((await lettersTo(letters, dan.email)).join()).toContain("the code to finish registering")).toPass();
});
