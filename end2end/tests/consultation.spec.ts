// The whole story: somebody is hired, somebody books, the two talk, a note is written, and the trail proves it.
import type { Page } from "@playwright/test";
import { expectMediaToFlow, expectRoute, expectState, iceName, negotiateAgain, ownPicture, type Route, remotePicture } from "../clinic/call";
import { addProfessional, book, complete, enterRoom, enterRoomAt, hangUp, openRecord, register, signIn, writeNote } from "../clinic/journey";
import { ADMIN, RUI, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

test("a consultation from the opening hours to the audit trail", async ({ open, clinic }) => {
  const beatriz = somebody("Beatriz");
  const [admin, patient, professional] = [await open(), await open(), await open()];

  await signIn(admin, ADMIN);
  await addProfessional(admin, beatriz);
  await signIn(patient, RUI);
  const visit = await book(patient, beatriz, "Dor nas costas há duas semanas");

  await signIn(professional, beatriz);
  await enterRoom(professional, visit);
  await expectState(professional, "waiting");
  await enterRoom(patient, visit);
  await expectCall(patient, professional, "direct");
  await hangUp(patient);
  await hangUp(professional);

  const note = "Lombalgia mecânica. Orientada a caminhar e a fazer os exercícios combinados.";
  await writeNote(professional, visit, note);
  await complete(professional, visit);

  for (const person of [professional, patient]) {
    await openRecord(person, visit);
    await expect(person.getByText(note)).toBeVisible();
    await expect(person.getByText("Dor nas costas há duas semanas")).toBeVisible();
    await expect(person.getByRole("heading", { name: "Como foi a chamada" })).toBeVisible();
    await expect(person.getByText("Direta, de aparelho para aparelho").first()).toBeVisible();
  }

  await admin.goto("/audit");
  for (const deed of ["Consulta marcada", "Entrou na sala", "Chamada encerrada", "Anotação escrita", "Prontuário aberto", "Consulta concluída"]) {
    await expect(admin.getByRole("row").filter({ hasText: deed }).first()).toBeVisible();
  }
  expect(clinic.run("audit", "verify")).toMatchObject({ status: 0, output: expect.stringMatching(/\bok\b/i) });
});

test("a call through the embedded relay alone", async ({ open }) => {
  const { patient, professional, visit } = await twoWithAVisit(open);
  await enterRoomAt(professional, visit, "?ice=relay");
  await enterRoomAt(patient, visit, "?ice=relay");
  await expectCall(patient, professional, "relayed");
  await hangUp(patient);
  await hangUp(professional);

  await openRecord(professional, visit);
  await expect(professional.getByText("Por um servidor de passagem").first()).toBeVisible();
});

test("a call goes on while the signalling socket is cut, and can be negotiated anew afterwards", async ({ open, clinic, complaints }) => {
  complaints.allow(/WebSocket connection to .*\/calls\//);
  const { patient, professional, visit } = await twoWithAVisit(open);
  await enterRoomAt(professional, visit);
  await enterRoomAt(patient, visit);
  await expectCall(patient, professional, "direct");

  expect(clinic.door.cutCalls()).toBe(2);
  // Media does not pass through the server: nobody sees or hears that something broke.
  await expectMediaToFlow(patient);
  await expectMediaToFlow(professional);
  await expect.poll(() => clinic.door.openCalls, { timeout: 20_000 }).toBe(2);
  await expectState(patient, "connected");

  const before = await iceName(professional);
  await negotiateAgain(patient);
  await expect.poll(() => iceName(professional), { timeout: 15_000 }).not.toBe(before);
  await expectCall(patient, professional, "direct");

  await switchCamera(patient);
  await expectCall(patient, professional, "direct");
  await hangUp(patient);
  await hangUp(professional);
});

test("muting and hiding are seen by the other person", async ({ open }) => {
  const { patient, professional, visit } = await twoWithAVisit(open);
  await enterRoomAt(professional, visit);
  await enterRoomAt(patient, visit);
  await expectCall(patient, professional, "direct");

  await patient.getByRole("button", { name: "Microfone", pressed: true }).click();
  await expect(professional.getByText("microfone desligado").first()).toBeVisible();
  await patient.getByRole("button", { name: "Microfone", pressed: false }).click();
  await patient.getByRole("button", { name: "Câmera", pressed: true }).click();
  await expect(professional.getByText("sem vídeo").first()).toBeVisible();
  await patient.getByRole("button", { name: "Câmera", pressed: false }).click();
  await expectCall(patient, professional, "direct");
});

async function twoWithAVisit(open: () => Promise<Page>) {
  const [teresa, caio] = [somebody("Teresa"), somebody("Caio")];
  const [admin, patient, professional] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, teresa);
  await register(patient, caio);
  const visit = await book(patient, teresa, "Retorno");
  await signIn(professional, teresa);
  return { patient, professional, visit };
}

/** Both see and hear each other, over the expected way. */
async function expectCall(one: Page, other: Page, route: Route): Promise<void> {
  for (const page of [one, other]) {
    await expectState(page, "connected");
    await expectRoute(page, route);
    await expect(remotePicture(page)).toBeVisible();
    await expect(ownPicture(page)).toBeVisible();
  }
  await Promise.all([expectMediaToFlow(one), expectMediaToFlow(other)]);
}

async function switchCamera(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Aparelhos" }).click();
  const cameras = page.getByLabel("Câmera", { exact: true });
  await cameras.selectOption({ label: "fake_device_3" });
  await expect(cameras.locator("option:checked")).toHaveText("fake_device_3");
  await page.keyboard.press("Escape");
}
