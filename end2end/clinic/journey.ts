// What people do in the clinic, in their own words: each step of a journey is told once, here.
import { expect, type Page } from "@playwright/test";
import { expectState } from "./call";
import { codeTo, linkTo } from "./letters";
import { ADMIN, type Person } from "./people";

const VISIT_PATH = /\/visits\/([0-9a-f-]{36})/;
const WEEKDAYS = ["Segunda-feira", "Terça-feira", "Quarta-feira", "Quinta-feira", "Sexta-feira", "Sábado", "Domingo"];

/** Goes there, and waits until all of the page has come and is alive. */
export async function arrive(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: "networkidle" });
  await alive(page);
}

/** Waits until the page answers by itself: before that a form is the browser's own, and shows less of what it did. */
export async function alive(page: Page): Promise<void> {
  await expect(page.locator("html[data-alive]")).toBeAttached();
}

export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-in/password");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Senha", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  // The first address is on the way to somebody's own first page.
  await expect.poll(() => new URL(page.url()).pathname).not.toMatch(/^\/(sign-in.*)?$/);
  if (new URL(page.url()).pathname === "/accept") await acceptTexts(page);
}

/** Whoever comes in for the first time, or after the texts changed, is asked. */
export async function acceptTexts(page: Page): Promise<void> {
  await page.getByLabel("Li e aceito").check();
  await page.getByRole("button", { name: "Aceitar e continuar" }).click();
  await expect(page).not.toHaveURL(/accept/);
}

export async function signOut(page: Page): Promise<void> {
  await page.goto("/me");
  await page.getByRole("button", { name: "Sair deste aparelho" }).click();
  await expect(page).toHaveURL(/sign-in/);
}

/** Somebody becomes a patient with the code of a letter, and is signed in afterwards. They have no password. */
export async function register(page: Page, person: Person): Promise<void> {
  await askToRegister(page, person);
  const code = await codeTo(page, person.email);
  await page.goto("/sign-in/code?new=yes");
  await page.getByLabel("Código", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** The form, as far as the page that waits for the code. */
export async function askToRegister(page: Page, person: Person): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("Nome completo").fill(person.name);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Data de nascimento").fill("1985-04-12");
  await page.getByLabel("Li e aceito").check();
  await page.getByRole("button", { name: "Criar cadastro" }).click();
  await expect(page).toHaveURL(/sign-in\/code/);
}

/** Somebody becomes a patient by invitation, with a password, and is signed in afterwards. */
export async function joinWithPassword(admin: Page, page: Page, person: Person): Promise<void> {
  await signIn(admin, ADMIN);
  await admin.goto("/invitations");
  await alive(admin);
  await admin.getByLabel("Perfil").selectOption("patient");
  await admin.getByLabel("Nome completo").fill(person.name);
  await admin.getByLabel("E-mail").fill(person.email);
  await admin.getByRole("button", { name: "Enviar convite" }).click();
  await page.goto(await linkTo(page, person.email, "/invite/"));
  await page.getByLabel("Data de nascimento").fill("1985-04-12");
  await page.getByLabel("Crie uma senha").fill(person.password);
  await page.getByLabel("Li e aceito").check();
  await page.getByRole("button", { name: "Criar minha conta" }).click();
  await expect(page).not.toHaveURL(/invite/);
}

/** A patient adds a child whom they are responsible for. */
export async function addDependant(page: Page, name: string): Promise<void> {
  await page.goto("/family");
  await page.getByLabel("Nome completo").fill(name);
  await page.getByLabel("Data de nascimento").fill("2019-08-01");
  await page.getByLabel("Declaro que sou responsável legal").check();
  await page.getByRole("button", { name: "Incluir", exact: true }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
}

/** A patient begins to act for somebody they are responsible for. */
export async function careFor(page: Page, name: string): Promise<void> {
  await page.goto("/family");
  await page.getByRole("button", { name: `Cuidar de ${name}` }).click();
  await expect(page).not.toHaveURL(/family/);
}

/** The administrator adds a professional whose visits of ten minutes can be booked at any hour: the next one is minutes away. */
export async function addProfessional(page: Page, person: Person): Promise<void> {
  await page.goto("/professionals/new");
  await alive(page);
  await page.getByLabel("Nome completo").fill(person.name);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Primeira senha").fill(person.password);
  await page.getByLabel("Conselho").selectOption("CREFITO");
  await page.getByLabel("Número do registro").fill(`${Math.floor(Math.random() * 900_000) + 100_000}-F`);
  await page.getByLabel("Estado").selectOption("SP");
  await page.getByLabel("Especialidade").fill("Fisioterapia");
  await page.getByLabel("Duração da consulta").selectOption("10");
  await page.getByRole("button", { name: "Adicionar", exact: true }).click();
  await expect(page.getByRole("heading", { name: person.name })).toBeVisible();
  await openAllWeek(page);
}

/** The opening hours on the page of a professional: day and night, every day, holidays too. */
export async function openAllWeek(page: Page): Promise<void> {
  for (const day of WEEKDAYS) await page.getByLabel(day).fill("00:00-24:00");
  await page.getByRole("button", { name: "Salvar horários" }).click();
  await expect(page.getByText("Horários salvos.")).toBeVisible();
  await page.getByLabel("Nos feriados").selectOption("allowed");
  await page.getByRole("button", { name: "Salvar regras" }).click();
  await expect(page.getByText("Regras salvas.")).toBeVisible();
}

/** The slots that a professional offers, from the list on. */
export async function seeSlots(page: Page, professional: Person): Promise<void> {
  await page.goto(`/book?words=${encodeURIComponent(professional.name)}`);
  await page.getByRole("link", { name: professional.name }).click();
  await expect(page.getByRole("button", { name: "Confirmar consulta" })).toBeVisible();
}

/** Goes to another day of the page of slots: its visits are far enough away to be called off. */
export async function chooseNextDay(page: Page): Promise<void> {
  await page.getByRole("navigation", { name: "Dia" }).getByRole("link").nth(1).click();
  await expect(page.getByRole("navigation", { name: "Dia" }).getByRole("link").nth(1)).toHaveAttribute("aria-current", "date");
}

/** Books the next free slot, which the page has already chosen. Gives the id of the visit. */
export async function book(page: Page, professional: Person, reason: string): Promise<string> {
  await seeSlots(page, professional);
  await page.getByLabel("Por que você quer a consulta?").fill(reason);
  return confirm(page);
}

/** Confirms what is chosen on the page of slots. Gives the id of the visit. */
export async function confirm(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Confirmar consulta" }).click();
  await expect(page).toHaveURL(VISIT_PATH);
  await expect(page.getByText("Consulta marcada").first()).toBeVisible();
  return visitOf(page);
}

export function visitOf(page: Page): string {
  const visit = VISIT_PATH.exec(page.url())?.[1];
  expect(visit, `a visit in ${page.url()}`).toBeTruthy();
  return visit!;
}

/** Enters the room of a visit through its page. */
export async function enterRoom(page: Page, visit: string): Promise<void> {
  await page.goto(`/visits/${visit}`);
  await page.getByRole("link", { name: "Entrar na consulta" }).click();
  await passTheCard(page);
}

/** Enters the room by its address; `ice=relay` sends all media through the relay. */
export async function enterRoomAt(page: Page, visit: string, query = ""): Promise<void> {
  await page.goto(`/visits/${visit}/room${query}`);
  await passTheCard(page);
}

/** The card before the room: nothing is switched on before the first click. */
async function passTheCard(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Preparar câmera e microfone" }).click();
  await page.getByRole("button", { name: "Entrar na consulta" }).click();
}

export async function hangUp(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sair", exact: true }).click();
  await expectState(page, "left");
}

export async function writeNote(page: Page, visit: string, text: string): Promise<void> {
  await openRecord(page, visit);
  await page.getByLabel("Texto da anotação").fill(text);
  await page.getByRole("button", { name: "Salvar anotação" }).click();
  await expect(page.getByText("Anotação salva.")).toBeVisible();
}

export async function openRecord(page: Page, visit: string): Promise<void> {
  await page.goto(`/visits/${visit}`);
  await page.getByRole("link", { name: "Abrir prontuário" }).click();
  await expect(page.getByRole("link", { name: "Fechar prontuário" })).toBeVisible();
}

export async function complete(page: Page, visit: string): Promise<void> {
  await page.goto(`/visits/${visit}`);
  await page.getByRole("button", { name: "Encerrar consulta" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Encerrar consulta" }).click();
  await expect(page.getByText("Esta consulta terminou.")).toBeVisible();
}

export async function cancel(page: Page, visit: string): Promise<void> {
  await page.goto(`/visits/${visit}`);
  await page.getByRole("button", { name: "Cancelar consulta" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancelar consulta" }).click();
  await expect(page.getByText("Esta consulta foi cancelada.")).toBeVisible();
}

/** From "My patients" to the page of one of them. Gives the patient's id. */
export async function openPatient(page: Page, patient: Person): Promise<string> {
  await page.goto("/patients");
  await page.getByRole("link").filter({ hasText: patient.name }).click();
  await expect(page.getByRole("heading", { name: patient.name })).toBeVisible();
  return new URL(page.url()).pathname.split("/")[2];
}
