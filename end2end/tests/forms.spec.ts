// Wrong input gets an answer beside its field, and nothing typed is lost. Text stays text.
import type { Locator } from "@playwright/test";
import { addProfessional, arrive, book, confirm, openRecord, register, seeSlots, signIn, writeNote } from "../clinic/journey";
import { ADMIN, ANA, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

const HOSTILE = `</textarea><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">{{7*7}}&lt;b&gt;`;

// A refused form answers with a status that says so.
test.beforeEach(({ complaints }) => complaints.allow(/the server responded with a status of 4\d\d/));

test("a wrong password is refused without saying which part was wrong", async ({ page }) => {
  const sentences: string[] = [];
  for (const email of [ANA.email, "ninguem@amparo.example"]) {
    await arrive(page, "/sign-in/password");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Senha", { exact: true }).fill("certamente errada 1");
    await page.getByRole("button", { name: "Entrar", exact: true }).click();
    const alert = page.getByRole("alert").first();
    await expect(alert).toBeVisible();
    sentences.push((await alert.innerText()).trim());
    await expect(page.getByLabel("E-mail")).toHaveValue(email);
  }
  expect(sentences[0]).toBe(sentences[1]);
});

test("every wrong field of a registration is named beside it, and what was typed stays", async ({ page }) => {
  await arrive(page, "/register");
  await page.getByLabel("Nome completo").fill("<b>");
  await page.getByLabel("E-mail").fill("ana@lugar");
  await page.getByLabel("Data de nascimento").fill("2090-01-01");
  await page.getByLabel("CPF").fill("529.982.247-26");
  await page.getByRole("button", { name: "Criar cadastro" }).click();

  for (const label of ["Nome completo", "E-mail", "Data de nascimento", "CPF", "Li e aceito"]) {
    await expectWrong(page.getByLabel(label));
  }
  await expect(page.getByLabel("Nome completo")).toHaveValue("<b>");
  await expect(page.getByLabel("E-mail")).toHaveValue("ana@lugar");
  await expect(page.getByLabel("Data de nascimento")).toHaveValue("2090-01-01");
  await expect(page.getByLabel("CPF")).toHaveValue("529.982.247-26");
});

test("wrong opening hours are named on their day, and the other days stay as typed", async ({ page }) => {
  await signIn(page, ADMIN);
  await addProfessional(page, somebody("Lívia"));
  await page.getByLabel("Segunda-feira").fill("12:00-08:00");
  await page.getByLabel("Terça-feira").fill("08:00-12:00, 11:00-15:00");
  await page.getByLabel("Quarta-feira").fill("amanhã");
  await page.getByLabel("Quinta-feira").fill("07:30-11:30");
  await page.getByRole("button", { name: "Salvar horários" }).click();

  for (const day of ["Segunda-feira", "Terça-feira", "Quarta-feira"]) await expectWrong(page.getByLabel(day));
  await expect(page.getByLabel("Quinta-feira")).toHaveValue("07:30-11:30");
  await expect(page.getByLabel("Quarta-feira")).toHaveValue("amanhã");
});

test("what is typed in one part of a page stays when another is saved, and when the window comes back", async ({ page }) => {
  await signIn(page, ADMIN);
  await addProfessional(page, somebody("Íris"));
  await page.getByLabel("Nos feriados").selectOption("refused");
  await page.getByLabel("Máximo de consultas por dia").fill("7");
  await page.getByLabel("Segunda-feira").fill("08:00-12:00");
  await page.getByRole("button", { name: "Salvar horários" }).click();
  await expect(page.getByText("Horários salvos.")).toBeVisible();
  await expect(page.getByText("08:00-12:00").first()).toBeVisible();
  await expect(page.getByLabel("Máximo de consultas por dia")).toHaveValue("7");
  await expect(page.getByLabel("Nos feriados")).toHaveValue("refused");

  await arrive(page, "/invitations");
  await page.getByLabel("E-mail").fill("nova@example.com");
  await page.getByRole("heading").first().click();
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await page.evaluate(() => window.dispatchEvent(new FocusEvent("focus")));
  await page.getByLabel("E-mail").fill("");
  await page.getByRole("heading").first().click();
  const asked = page.waitForRequest((request) => request.url().includes("/invitations"));
  await page.evaluate(() => window.dispatchEvent(new FocusEvent("focus")));
  await asked;
  expect(fetched.filter((path) => path.includes("/invitations"))).toHaveLength(1);
});

test("a slot that somebody else took is refused, and the reason stays", async ({ open }) => {
  const otto = somebody("Otto");
  const [admin, first, second] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, otto);
  await register(first, somebody("Pedro"));
  await register(second, somebody("Paula"));
  await seeSlots(first, otto);
  await seeSlots(second, otto);
  await confirm(first);

  await second.getByLabel("Por que você quer a consulta?").fill("Tontura ao levantar");
  await second.getByRole("button", { name: "Confirmar consulta" }).click();
  await expect(second.getByText("Este horário acabou de ser ocupado").first()).toBeVisible();
  await expect(second.getByLabel("Por que você quer a consulta?")).toHaveValue("Tontura ao levantar");
});

test("markup in a reason and in a note is shown as text", async ({ open }) => {
  const rita = somebody("Rita");
  const [admin, patient, professional] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, rita);
  await register(patient, somebody("Bento"));
  const visit = await book(patient, rita, HOSTILE);
  await signIn(professional, rita);
  await writeNote(professional, visit, `Nota: ${HOSTILE}`);

  for (const page of [professional, patient]) {
    await openRecord(page, visit);
    await expect(page.getByText(HOSTILE, { exact: true })).toBeVisible();
    await expect(page.getByText(`Nota: ${HOSTILE}`, { exact: true })).toBeVisible();
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  }
});

async function expectWrong(field: Locator): Promise<void> {
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(/\p{L}{3,}/u);
}
