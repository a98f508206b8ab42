// Caring for somebody who has no account: adding them, acting for them, other tabs, stopping.
import type { Page } from "@playwright/test";
import { addDependant, addProfessional, book, cancel, careFor, chooseNextDay, confirm, enterRoom, hangUp, register, seeSlots, signIn } from "../clinic/journey";
import { expectState } from "../clinic/call";
import { lettersTo } from "../clinic/letters";
import { ADMIN, OTAVIO, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

const BANNER = "Você está cuidando de";

/** Brings a tab to the front as its reader does: the page looks who is here. */
async function comeBackTo(page: Page): Promise<void> {
  await page.bringToFront();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
}

test("a mother adds her son, books and calls off for him, and is herself again", async ({ open }) => {
  const [mother, son, professional] = [somebody("Ana"), somebody("João"), somebody("Lena")];
  const [admin, phone, tablet] = [await open(), await open({ viewport: { width: 390, height: 844 } }), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, professional);
  await register(phone, mother);
  await phone.getByRole("link", { name: "Minha família" }).click();
  await expect(phone.getByText("Ninguém ainda")).toBeVisible();
  await addDependant(phone, son.name);
  await expect(phone.getByLabel("Nome completo")).toHaveValue("");
  await careFor(phone, son.name);
  await expect(phone.getByText(`${BANNER} ${son.name}`)).toBeVisible();

  await seeSlots(phone, professional);
  await chooseNextDay(phone);
  const visit = await confirm(phone);
  await expect(phone.getByText(`${BANNER} ${son.name}`)).toBeVisible();
  await signIn(tablet, professional);
  await tablet.goto(`/visits/${visit}`);
  await expect(tablet.getByRole("heading", { name: son.name })).toBeVisible();
  await expect(tablet.getByText(`com ${mother.name}`)).toBeVisible();
  await expect(async () => {
    const letters = (await lettersTo(admin, mother.email)).join("\n");
    expect(letters).toContain(`A consulta de ${son.name} com ${professional.name}`);
  }).toPass({ timeout: 20_000 });

  await cancel(phone, visit);
  await phone.getByRole("button", { name: "Voltar para mim" }).click();
  await expect(phone.getByText(BANNER)).toHaveCount(0);
  await phone.goto("/visits");
  await expect(phone.getByText(professional.name)).toHaveCount(0);
  await admin.goto("/audit");
  await expect(admin.getByText("Voltou a cuidar de si").first()).toBeVisible();
});

test("a mother joins her son's consultation in his seat", async ({ open }) => {
  const [mother, son, professional] = [somebody("Bia"), somebody("Davi"), somebody("Otto")];
  const [admin, hers, his] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, professional);
  await register(hers, mother);
  await addDependant(hers, son.name);
  await careFor(hers, son.name);
  const visit = await book(hers, professional, "Febre há dois dias");
  await signIn(his, professional);
  await enterRoom(hers, visit);
  await enterRoom(his, visit);
  for (const page of [hers, his]) await expectState(page, "connected");
  await expect(his.getByText(`${son.name} (com ${mother.name})`).first()).toBeVisible();
  await hangUp(hers);

  await his.goto(`/visits/${visit}`);
  await his.getByRole("link", { name: "Abrir prontuário" }).click();
  await expect(his.getByText("Febre há dois dias")).toBeVisible();
  await hers.goto("/who-saw");
  const readings = hers.getByRole("list", { name: "Quem viu meus dados" }).getByRole("listitem");
  await expect(readings.first()).toContainText(professional.name);
  await hers.goto(`/visits/${visit}?record=open`);
  await hers.goto("/who-saw");
  await expect(readings.first()).toContainText(mother.name);
  await expect(readings.first()).toContainText("responsável, em nome desta pessoa");
});

test("a tab that shows another person asks before anything is sent, and loses nothing", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 409/);
  const [mother, son] = [somebody("Clara"), somebody("Noé")];
  const first = await open();
  await register(first, mother);
  await addDependant(first, son.name);
  await seeSlots(first, OTAVIO);
  await chooseNextDay(first);
  await first.getByLabel("Por que você quer a consulta?").fill("Dor no ombro");

  const second = await first.context().newPage();
  await careFor(second, son.name);
  await expect(second.getByText(`${BANNER} ${son.name}`)).toBeVisible();

  // Whatever the page has noticed by itself: the clinic does not book for the wrong person.
  await first.getByRole("button", { name: "Confirmar consulta" }).click();
  await expect(first.getByText("Isto é de outra pessoa da sua família.").first()).toBeVisible();
  await comeBackTo(first);
  const question = first.getByRole("dialog", { name: "De quem você está cuidando?" });
  await expect(question).toContainText(mother.name);
  await question.getByRole("button", { name: `Continuar com ${mother.name}` }).click();
  await expect(question).toBeHidden();
  await expect(first.getByLabel("Por que você quer a consulta?")).toHaveValue("Dor no ombro");
  await confirm(first);

  await comeBackTo(second);
  await second.getByRole("dialog", { name: "De quem você está cuidando?" }).getByRole("button", { name: "Atualizar a página" }).click();
  await expect(second.getByText(BANNER)).toHaveCount(0);
});

test("wrong fields are named, the same person is not added twice, and stopping asks once", async ({ page, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const [father, daughter] = [somebody("Rui"), somebody("Lia")];
  await register(page, father);
  await page.goto("/family");
  await page.getByRole("button", { name: "Incluir", exact: true }).click();
  for (const label of ["Nome completo", "Data de nascimento", "Declaro que sou responsável legal"]) {
    await expect(page.getByLabel(label)).toHaveAttribute("aria-invalid", "true");
  }
  await addDependant(page, daughter.name);
  await page.getByLabel("Nome completo").fill(daughter.name.toUpperCase());
  await page.getByLabel("Data de nascimento").fill("2019-08-01");
  await page.getByLabel("Declaro que sou responsável legal").check();
  await page.getByRole("button", { name: "Incluir", exact: true }).click();
  await expect(page.getByText("Esta pessoa já está na sua família aqui.").first()).toBeVisible();
  await expect(page.getByLabel("Nome completo")).toHaveValue(daughter.name.toUpperCase());

  await careFor(page, daughter.name);
  await page.goto("/family");
  await page.getByRole("button", { name: "Deixar de cuidar" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Deixar de cuidar" }).click();
  await expect(page.getByText("Ninguém ainda")).toBeVisible();
  await expect(page.getByText(BANNER)).toHaveCount(0);
});

test.describe("before, or without, WASM", () => {
  test.use({ javaScriptEnabled: false });

  test("somebody is added, acted for and left by plain forms", async ({ page }) => {
    const [mother, son] = [somebody("Dora"), somebody("Ivo")];
    await register(page, mother);
    await addDependant(page, son.name);
    await careFor(page, son.name);
    await expect(page.getByText(`${BANNER} ${son.name}`)).toBeVisible();
    await seeSlots(page, OTAVIO);
    await chooseNextDay(page);
    await page.getByRole("radio").last().press("Space");
    await cancel(page, await confirm(page));
    await page.getByRole("button", { name: "Voltar para mim" }).click();
    await expect(page.getByText(BANNER)).toHaveCount(0);
  });
});
