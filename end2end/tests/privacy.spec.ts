// Whose record somebody reads, on what grounds, and what its patient hears of it.
import { addProfessional, book, openPatient, register, signIn, writeNote } from "../clinic/journey";
import { ADMIN, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

test("a professional finds their patients as they type and reads the whole record", async ({ open }) => {
  const [professional, patient] = [somebody("Lena"), somebody("Caio")];
  const [admin, theirs, hers] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, professional);
  await register(theirs, patient);
  const visit = await book(theirs, professional, "Dor no ombro");
  await signIn(hers, professional);
  await writeNote(hers, visit, "Exercícios três vezes por semana.");

  await hers.goto("/patients");
  await hers.getByLabel("Buscar por nome").fill("ninguém assim");
  await expect(hers.getByText("Ninguém com este nome entre os seus pacientes.")).toBeVisible();
  await hers.getByLabel("Buscar por nome").fill(patient.name.slice(0, 4).toUpperCase());
  await expect(hers.getByRole("link").filter({ hasText: patient.name })).toBeVisible();
  await openPatient(hers, patient);
  await expect(hers.getByText("Exercícios três vezes por semana.")).toHaveCount(0);
  await hers.getByRole("link", { name: "Abrir prontuário inteiro" }).click();
  await expect(hers.getByText("Exercícios três vezes por semana.")).toBeVisible();

  await theirs.goto("/me");
  await theirs.getByRole("link", { name: "Ver quem leu meus dados" }).click();
  const readings = theirs.getByRole("list", { name: "Quem viu meus dados" }).getByRole("listitem");
  await expect(readings.first()).toContainText(professional.name);
  await expect(readings.first()).toContainText("Prontuário inteiro lido");
});

test("a broken glass opens a record for an hour; the patient contests it and is answered", async ({ open }) => {
  const [stranger, patient] = [somebody("Igor"), somebody("Dora")];
  const [admin, theirs, his] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, stranger);
  await register(theirs, patient);
  await signIn(his, stranger);

  await his.goto("/patients/outside");
  await his.getByLabel("Nome completo").fill(patient.name.split(" ")[0]);
  await his.getByLabel("Data de nascimento").fill("1985-04-12");
  await his.getByRole("button", { name: "Procurar" }).click();
  await expect(his.getByText("Não encontramos uma pessoa com exatamente estes dados.")).toBeVisible();
  await his.getByLabel("Nome completo").fill(patient.name);
  await his.getByRole("button", { name: "Procurar" }).click();
  await his.getByLabel("Por que você precisa ver o prontuário?").fill("Desmaiou na recepção.");
  await his.getByRole("button", { name: "Abrir prontuário" }).click();
  await his.getByRole("dialog").getByRole("button", { name: "Abrir prontuário" }).click();
  await expect(his.getByText("Acesso de emergência até")).toBeVisible();

  await theirs.goto("/who-saw");
  const readings = theirs.getByRole("list", { name: "Quem viu meus dados" }).getByRole("listitem");
  await expect(readings.first()).toContainText(stranger.name);
  await expect(readings.first()).toContainText("Desmaiou na recepção.");
  await readings.first().getByRole("link", { name: "Contestar" }).click();
  await theirs.getByLabel("O que não está certo?").fill("Não conheço esta pessoa.");
  await theirs.getByRole("button", { name: "Enviar contestação" }).click();
  await expect(theirs.getByText("À espera de resposta")).toBeVisible();

  await admin.goto("/reviews");
  const contests = admin.getByRole("list", { name: "Contestações" }).getByRole("listitem").filter({ hasText: patient.name });
  await contests.getByRole("link", { name: "Responder" }).click();
  await admin.getByLabel("Resposta").fill("Foi uma emergência.");
  await admin.getByRole("button", { name: "Enviar resposta" }).click();
  await expect(contests.getByText("Respondida")).toBeVisible();
  const glasses = admin.getByRole("list", { name: "Acessos de emergência" }).getByRole("listitem").filter({ hasText: patient.name });
  await glasses.getByRole("link", { name: "Conferir" }).click();
  await admin.getByRole("button", { name: "Marcar como conferido" }).click();
  await expect(glasses.getByText("Conferido", { exact: true })).toBeVisible();

  await theirs.reload();
  await expect(theirs.getByText("Foi uma emergência.")).toBeVisible();
});
