// Choosing a password: how strong it is is said while it is typed, and what is refused keeps the rest of the form.
import { expectAccessible, expectNoSidewaysScroll } from "../clinic/look";
import { addProfessional, arrive, signIn } from "../clinic/journey";
import { linkTo } from "../clinic/letters";
import { ADMIN, somebody } from "../clinic/people";
import { Clinic } from "../clinic/server";
import { expect, test } from "../clinic/test";

const PHONE = { width: 320, height: 640 };

test("how strong a new password is is said while it is typed", async ({ page }) => {
  const asked: string[] = [];
  page.on("worker", (worker) => {
    if (worker.url().endsWith("/strength.js")) asked.push(worker.url());
  });
  await signIn(page, ADMIN);
  await arrive(page, "/professionals/new");
  const [field, meter] = [page.getByLabel("Primeira senha"), page.getByRole("meter", { name: "Força da senha" })];
  await page.getByLabel("Nome completo").fill("Zulmira Teixeira");
  await expect(meter).toBeHidden();
  expect(asked, "nothing is loaded for who chooses no password").toEqual([]);

  await expect(async () => {
    // A page that is not alive yet does not hear of it.
    await field.blur();
    await field.focus();
    await expect.poll(() => asked.length, { timeout: 1_000 }).toBe(1);
  }).toPass();
  for (const [password, bars, words] of [
    ["senha12345", "1", "Muito fácil de adivinhar"],
    ["zulmirateixeira7", "1", "Muito fácil de adivinhar"],
    ["girafa azul 9", "4", "Senha forte."],
  ]) {
    await field.fill(password);
    await expect(meter).toHaveAttribute("aria-valuenow", bars);
    await expect(meter).toHaveAttribute("aria-valuetext", new RegExp(words));
    await expect(page.locator("[aria-live=polite]").filter({ hasText: words })).toBeVisible();
  }
  await field.fill("");
  await expect(meter).toBeHidden();
  expect(asked).toHaveLength(1);
});

test("a meter fits a small phone, in English and in the dark", async ({ open, baseURL }) => {
  const lia = somebody("Lívia");
  const [admin, letters] = [await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, lia);
  const phone = await open({ viewport: PHONE, locale: "en-US", colorScheme: "dark" });
  await phone.context().addCookies([{ name: "language", value: "en", url: baseURL! }]);
  await phone.goto("/forgot");
  await phone.getByLabel("CPF or e-mail").fill(lia.email);
  await phone.locator("button[type=submit]").click();
  await arrive(phone, await linkTo(letters, lia.email, "/reset/"));
  const field = phone.locator("input[name='form[password]']");
  await expect(phone.getByText("At least 10 characters")).toBeVisible();
  await field.fill("flamengo2019");
  await expect(phone.getByRole("meter", { name: "Password strength" })).toHaveAttribute("aria-valuenow", "1");
  await expect(phone.getByText("Very easy to guess.")).toBeVisible();
  await expectNoSidewaysScroll(phone);
  await expectAccessible(phone);
});

test("a refused password keeps what was typed in other fields", async ({ page, complaints }) => {
  complaints.allow(/the server responded with a status of 422/);
  await signIn(page, ADMIN);
  await arrive(page, "/professionals/new");
  const field = page.getByLabel("Primeira senha");
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("add_professional")) sent.push(request.url());
  });
  await page.getByLabel("Nome completo").fill("Zulmira Teixeira");
  await page.getByLabel("E-mail").fill(somebody("Zulmira").email);
  await page.getByLabel("Conselho").selectOption("CREFITO");
  await page.getByLabel("Número do registro").fill("765432-F");
  await page.getByLabel("Estado").selectOption("SP");
  await page.getByLabel("Especialidade").fill("Fisioterapia");
  await field.fill("curta 1");
  await page.getByRole("button", { name: "Adicionar", exact: true }).click();
  // The browser says so by itself.
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toBeFocused();
  await expect(page.getByText("Use mais caracteres", { exact: false }).first()).toBeVisible();
  expect(sent).toEqual([]);

  await field.fill("senha12345");
  await expect(field).not.toHaveAttribute("aria-invalid", "true");
  await page.getByRole("button", { name: "Adicionar", exact: true }).click();
  await expect(page.getByRole("alert").getByText("é fácil de adivinhar")).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Nome completo")).toHaveValue("Zulmira Teixeira");
  await expect(page.getByLabel("Especialidade")).toHaveValue("Fisioterapia");
  await expect(page.getByLabel("Número do registro")).toHaveValue("765432-F");
});

test("the last passwords do not come again", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 422/);
  const ivo = somebody("Ivo");
  const [admin, tablet] = [await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, ivo);
  await signIn(tablet, ivo);
  await arrive(tablet, "/security");
  const change = async (from: string, to: string) => {
    await tablet.getByLabel("Senha atual").fill(from);
    await tablet.getByLabel("Nova senha").fill(to);
    await tablet.getByRole("button", { name: "Trocar senha" }).click();
  };
  await change(ivo.password, "girafa azul 9");
  await expect(tablet.getByText("Senha trocada.")).toBeVisible();
  await expect(tablet.getByLabel("Nova senha")).toHaveValue("");
  await change("girafa azul 9", ivo.password);
  await expect(tablet.getByText("você usou esta senha há pouco", { exact: false }).first()).toBeVisible();
  await expect(tablet.getByLabel("Nova senha")).toHaveAttribute("aria-invalid", "true");
});

test("without the library a password is chosen all the same", async ({ open, complaints }) => {
  complaints.allow(/strength\.js/);
  const noe = somebody("Noé");
  const [admin, tablet] = [await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, noe);
  await tablet.context().route("**/strength.js", (route) => route.abort());
  await signIn(tablet, noe);
  await arrive(tablet, "/security");
  await tablet.getByLabel("Senha atual").fill(noe.password);
  await tablet.getByLabel("Nova senha").fill("girafa azul 9");
  await expect(tablet.getByRole("meter")).toBeHidden();
  await tablet.getByRole("button", { name: "Trocar senha" }).click();
  await expect(tablet.getByText("Senha trocada.")).toBeVisible();
});

test("a clinic that asks for longer passwords says so", async ({ open }, info) => {
  const longer = await Clinic.open(`longer-${info.workerIndex}`, { AMPARO_PASSWORD_CHARS_MIN: "13" });
  try {
    const page = await open({ baseURL: longer.origin });
    await signIn(page, ADMIN);
    await arrive(page, "/security");
    await expect(page.getByText("Pelo menos 13 caracteres")).toBeVisible();
    await page.getByLabel("Senha atual").fill(ADMIN.password);
    await page.getByLabel("Nova senha").fill("girafa azul9");
    await page.getByRole("button", { name: "Trocar senha" }).click();
    await expect(page.getByLabel("Nova senha")).toHaveAttribute("aria-invalid", "true");
    await page.getByLabel("Nova senha").fill("girafa azul 9");
    await page.getByRole("button", { name: "Trocar senha" }).click();
    await expect(page.getByText("Senha trocada.")).toBeVisible();
  } finally {
    await longer.close();
  }
});
