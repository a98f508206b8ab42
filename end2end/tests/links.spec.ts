// Links of letters: a forgotten password, another e-mail address, an invitation. And the texts that come before all else.
import { acceptTexts, addProfessional, joinWithPassword, register, signIn, signOut } from "../clinic/journey";
import { codeTo, lettersTo, linkTo } from "../clinic/letters";
import { ADMIN, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

test("a forgotten password is replaced by a link that works once", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const lia = somebody("Lia");
  const [phone, letters] = [await open(), await open()];
  await register(phone, lia);
  await signOut(phone);

  await phone.getByRole("link", { name: "Entrar com senha" }).click();
  await phone.getByRole("link", { name: "Esqueci minha senha" }).click();
  await phone.getByLabel("CPF ou e-mail").fill("alguém");
  await phone.getByRole("button", { name: "Enviar o link" }).click();
  await expect(phone.getByLabel("CPF ou e-mail")).toHaveAttribute("aria-invalid", "true");
  await phone.getByLabel("CPF ou e-mail").fill(lia.email.toUpperCase());
  await phone.getByRole("button", { name: "Enviar o link" }).click();
  await expect(phone.getByText("o link já está a caminho")).toBeVisible();

  const path = await linkTo(letters, lia.email, "/reset/");
  // Looking at the page does not spend the link.
  await phone.goto(path);
  await phone.goto(path);
  await phone.getByLabel("Nova senha").fill("curta1");
  await phone.getByRole("button", { name: "Salvar a senha" }).click();
  await expect(phone.getByLabel("Nova senha")).toHaveAttribute("aria-invalid", "true");
  await phone.getByLabel("Nova senha").fill("girafa azul 9");
  await phone.getByRole("button", { name: "Salvar a senha" }).click();
  await expect(phone.getByRole("heading", { name: "Senha salva" })).toBeVisible();
  await phone.getByRole("link", { name: "Entrar" }).last().click();
  await signIn(phone, { ...lia, password: "girafa azul 9" });
  expect((await lettersTo(letters, lia.email)).join("\n")).toContain("Sua senha foi trocada");

  await letters.goto(path);
  await expect(letters.getByText("Este link não abre mais")).toBeVisible();
  await letters.getByRole("link", { name: "Pedir outro link" }).click();
  await expect(letters).toHaveURL(/forgot/);
});

test("another e-mail is confirmed at the new address, and taken back from the old one", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const noe = somebody("Noé");
  const moved = { ...noe, email: `novo.${noe.email}` };
  const [phone, letters] = [await open(), await open()];
  await joinWithPassword(await open(), phone, noe);

  await phone.goto("/me");
  await phone.getByLabel("Novo e-mail").fill(moved.email);
  await phone.getByLabel("Sua senha").fill(noe.password);
  await phone.getByRole("button", { name: "Trocar e-mail" }).click();
  await expect(phone.getByText("Enviamos um link para o novo e-mail")).toBeVisible();

  await letters.goto(await linkTo(letters, moved.email, "/confirm-email/"));
  await letters.getByRole("button", { name: "Confirmar" }).click();
  await expect(letters.getByRole("heading", { name: "E-mail confirmado" })).toBeVisible();
  await phone.goto("/me");
  await expect(phone.getByText(moved.email)).toBeVisible();

  await letters.goto(await linkTo(letters, noe.email, "/restore-email/"));
  await letters.getByRole("button", { name: "Devolver meu e-mail" }).click();
  await expect(letters.getByRole("heading", { name: "Seu e-mail está de volta" })).toBeVisible();
  await phone.goto("/visits");
  await expect(phone.getByRole("link", { name: "Entrar" }).first()).toBeVisible();
});

test("a professional is invited, says who they are and comes in", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const iara = somebody("Iara");
  const [admin, tablet] = [await open(), await open()];
  await signIn(admin, ADMIN);
  await admin.goto("/professionals");
  await admin.getByRole("link", { name: "Convites" }).click();
  await admin.getByLabel("Perfil").selectOption("professional");
  await admin.getByLabel("Nome completo").fill(iara.name);
  await admin.getByLabel("E-mail").fill(iara.email);
  await admin.getByRole("button", { name: "Enviar convite" }).click();
  const waiting = admin.getByRole("list", { name: "À espera de resposta" }).getByRole("listitem").filter({ hasText: iara.email });
  await expect(waiting).toHaveCount(1);

  const old = await linkTo(tablet, iara.email, "/invite/");
  await waiting.getByRole("button", { name: "Enviar de novo" }).click();
  await expect(admin.getByText("Convite enviado de novo.")).toBeVisible();
  await tablet.goto(old);
  await expect(tablet.getByText("Este link não abre mais")).toBeVisible();

  await expect(async () => expect(await linkTo(tablet, iara.email, "/invite/")).not.toBe(old)).toPass();
  await tablet.goto(await linkTo(tablet, iara.email, "/invite/"));
  await expect(tablet.getByText(iara.email)).toBeVisible();
  await expect(tablet.getByLabel("Nome completo")).toHaveValue(iara.name);
  await tablet.getByLabel("Crie uma senha").fill(iara.password);
  await tablet.getByLabel("Conselho").selectOption("CREFITO");
  await tablet.getByLabel("Número do registro").fill(`${Math.floor(Math.random() * 900_000) + 100_000}-F`);
  await tablet.getByLabel("Estado").selectOption("SP");
  await tablet.getByLabel("Especialidade").fill("Fisioterapia");
  await tablet.getByRole("button", { name: "Criar minha conta" }).click();
  await expect(tablet.getByLabel("Li e aceito")).toHaveAttribute("aria-invalid", "true");
  await tablet.getByLabel("Li e aceito").check();
  await tablet.getByRole("button", { name: "Criar minha conta" }).click();
  await expect(tablet).toHaveURL(/agenda/);

  await admin.goto("/invitations");
  await expect(admin.getByText(iara.email)).toHaveCount(0);
  await admin.goto("/professionals");
  await expect(admin.getByText(iara.name)).toBeVisible();
});

test("the texts are read beside the form, and nobody registers without them", async ({ page, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const eva = somebody("Eva");
  await page.goto("/register");
  await page.getByLabel("Nome completo").fill(eva.name);
  await page.getByLabel("E-mail").fill(eva.email);
  await page.getByLabel("Data de nascimento").fill("1985-04-12");
  const beside = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Ler os termos" }).click();
  await expect((await beside).getByRole("heading", { name: "Termos de uso", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Criar cadastro" }).click();
  await expect(page.getByLabel("Li e aceito")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Nome completo")).toHaveValue(eva.name);
  await page.getByLabel("Li e aceito").check();
  await page.getByRole("button", { name: "Criar cadastro" }).click();
  await expect(page).toHaveURL(/sign-in\/code/);
  const code = await codeTo(page, eva.email);
  await page.goto("/sign-in/code?new=yes");
  await page.getByLabel("Código", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  await page.goto("/me");
  await expect(page.getByRole("list", { name: "O que você aceitou" }).getByRole("listitem")).toHaveCount(2);
});

test("somebody who was added is asked for the texts before anything else", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const rosa = somebody("Rosa");
  const [admin, tablet] = [await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, rosa);

  await tablet.goto("/sign-in/password");
  await tablet.getByLabel("E-mail").fill(rosa.email);
  await tablet.getByLabel("Senha", { exact: true }).fill(rosa.password);
  await tablet.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(tablet).toHaveURL(/accept/);
  await tablet.goto("/agenda");
  await expect(tablet).toHaveURL(/accept/);
  await acceptTexts(tablet);
  await tablet.goto("/agenda");
  await expect(tablet).toHaveURL(/agenda/);
});
