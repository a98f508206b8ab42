// Before, or without, WASM: the clinic's forms are plain forms.
import { codeOf } from "../clinic/authenticator";
import { addProfessional, cancel, chooseNextDay, confirm, joinWithPassword, register, seeSlots, signIn, signOut } from "../clinic/journey";
import { linkTo } from "../clinic/letters";
import { ADMIN, OTAVIO, RUI, somebody } from "../clinic/people";
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

test("what was typed into a refused form stands in it again", async ({ page, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  await page.goto("/register");
  await page.getByLabel("Nome completo").fill("Nadia Alves");
  await page.getByLabel("E-mail").fill("nadia sem arroba");
  await page.getByLabel("Data de nascimento").fill("1985-04-12");
  await page.getByRole("button", { name: "Criar cadastro" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByLabel("Nome completo")).toHaveValue("Nadia Alves");
  await expect(page.getByLabel("E-mail")).toHaveValue("nadia sem arroba");
  await expect(page.getByLabel("Data de nascimento")).toHaveValue("1985-04-12");
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

test("an authenticator app is set up by plain forms, and no secret stands in an address", async ({ page }) => {
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  const noe = somebody("Noé");
  await register(page, noe);
  await page.goto("/security");
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
  await page.goto("/security");
  await expect(page.getByText("Aplicativo configurado em")).toBeVisible();
  await expect(page.getByText("Guarde os códigos de reserva")).toHaveCount(0);
  for (const shown of [secret, groups[0], ...recovery]) {
    expect(addresses.filter((address) => address.includes(shown))).toEqual([]);
  }
});

test("asking for another e-mail says that the letter is on its way", async ({ page, open }) => {
  const lia = somebody("Lia");
  await joinWithPassword(await open({ javaScriptEnabled: true }), page, lia);
  await page.goto("/me");
  await page.getByLabel("Novo e-mail").fill(somebody("Lia").email);
  await page.getByLabel("Sua senha").fill(lia.password);
  await page.getByRole("button", { name: "Trocar e-mail" }).click();
  await expect(page).toHaveURL(/\/me\?email=asked/);
  await expect(page.getByText("Enviamos um link para o novo e-mail.")).toBeVisible();
});

test("somebody outside of one's care is found, and opened, by plain forms", async ({ page, open }) => {
  const [stranger, patient] = [somebody("Igor"), somebody("Dora")];
  const [admin, theirs] = [await open({ javaScriptEnabled: true }), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, stranger);
  await register(theirs, patient);
  await signIn(page, stranger);
  await page.goto("/patients/outside");
  await page.getByLabel("Nome completo").fill("Ninguém Assim");
  await page.getByLabel("Data de nascimento").fill("1985-04-12");
  await page.getByRole("button", { name: "Procurar" }).click();
  await expect(page.getByText("Não encontramos uma pessoa com exatamente estes dados.")).toBeVisible();
  await page.getByLabel("Nome completo").fill(patient.name);
  await page.getByLabel("Data de nascimento").fill("1985-04-12");
  await page.getByRole("button", { name: "Procurar" }).click();
  await expect(page.getByText(patient.name).first()).toBeVisible();
  expect(page.url()).not.toContain(encodeURIComponent(patient.name.split(" ")[0]));
  await page.getByLabel("Por que você precisa ver o prontuário?").fill("Desmaiou na recepção.");
  await page.getByRole("button", { name: "Abrir prontuário" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Abrir prontuário" }).click();
  await expect(page.getByText("Acesso de emergência até")).toBeVisible();
});

test("whom to write to about one's data stands beside the notice, in the help and where readings are contested", async ({ page }) => {
  for (const path of ["/privacy", "/help"]) {
    await page.goto(path);
    await expect(page.getByRole("link", { name: "encarregada@amparo.example" })).toHaveAttribute("href", "mailto:encarregada@amparo.example");
  }
  await signIn(page, RUI);
  await page.goto("/who-saw");
  await expect(page.getByText("Encarregado pelos dados")).toBeVisible();
});
