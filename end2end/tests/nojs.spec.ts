// Before, or without, WASM: the clinic's forms are plain forms.
import { cancel, chooseNextDay, confirm, register, seeSlots, signIn, signOut } from "../clinic/journey";
import { linkTo } from "../clinic/letters";
import { OTAVIO, RUI, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

test.use({ javaScriptEnabled: false });

test("somebody signs in, reads the agenda and signs out", async ({ page }) => {
  await signIn(page, RUI);
  await page.goto("/visits");
  await expect(page.getByRole("heading", { name: "Consultas", level: 1 })).toBeVisible();
  await signOut(page);
});

test("somebody registers, books and calls off", async ({ page }) => {
  await register(page, somebody("Nadia"));
  await seeSlots(page, OTAVIO);
  await chooseNextDay(page);
  await page.getByRole("radio").last().press("Space");
  const visit = await confirm(page);
  await page.goto("/visits");
  await expect(page.getByRole("link", { name: /Otávio/ }).first()).toBeVisible();
  await cancel(page, visit);
});

test("a refused form comes back with its errors", async ({ page, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  await page.goto("/sign-in/password");
  await page.getByLabel("E-mail").fill("ninguem@amparo.example");
  await page.getByLabel("Senha", { exact: true }).fill("certamente errada 1");
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
});

test("a forgotten password is replaced by plain forms", async ({ page, open }) => {
  const lia = somebody("Lia");
  await register(page, lia);
  await signOut(page);
  await page.goto("/forgot");
  await page.getByLabel("CPF ou e-mail").fill(lia.email);
  await page.getByRole("button", { name: "Enviar o link" }).click();
  await expect(page.getByText("o link já está a caminho")).toBeVisible();
  await page.goto(await linkTo(await open(), lia.email, "/reset/"));
  await page.getByLabel("Nova senha").fill("girafa azul 9");
  await page.getByRole("button", { name: "Salvar a senha" }).click();
  await expect(page.getByRole("heading", { name: "Senha salva" })).toBeVisible();
  await signIn(page, { ...lia, password: "girafa azul 9" });
});
