// Who works here: what the reception sees, and taking somebody's access away.
import { addProfessional, book, register, signIn } from "../clinic/journey";
import { ADMIN, ROSA, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

test("the reception sees who comes to whom, and never why", async ({ open }) => {
  const [professional, patient] = [somebody("Iara"), somebody("Beto")];
  const [admin, forPatient, desk] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, professional);
  await register(forPatient, patient);
  await book(forPatient, professional, "Dor que ninguém da recepção lê");

  await signIn(desk, ROSA);
  await expect(desk).toHaveURL(/agenda/);
  const line = desk.getByRole("list", { name: "Consultas do dia" }).getByRole("listitem").filter({ hasText: patient.name });
  await expect(line).toContainText(professional.name);
  await line.getByRole("link").click();
  await expect(desk).toHaveURL(/visit=[0-9a-f-]{36}/);
  await expect(desk.getByRole("button", { name: "Marcar chegada" })).toBeVisible();
  await expect(desk.getByText("Dor que ninguém da recepção lê")).toHaveCount(0);

  await desk.getByRole("link", { name: "Profissionais" }).click();
  await expect(desk.getByRole("heading", { name: "Profissionais", level: 1 })).toBeVisible();
  await desk.getByRole("link").filter({ hasText: professional.name }).click();
  await expect(desk.getByRole("heading", { name: professional.name })).toBeVisible();
  await expect(desk.getByRole("button", { name: "Salvar horários" })).toHaveCount(0);
});

test("somebody whose access is deactivated is out, and comes back when it is reactivated", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const professional = somebody("Nara");
  const [admin, theirs] = [await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, professional);
  await signIn(theirs, professional);

  await admin.goto("/people");
  const line = admin.getByRole("list", { name: "Equipe" }).getByRole("listitem").filter({ hasText: professional.name });
  await line.getByRole("button", { name: "Desativar acesso" }).click();
  await line.getByRole("dialog").getByRole("button", { name: "Desativar acesso" }).click();
  await expect(line.getByText("Sem acesso")).toBeVisible();
  await theirs.goto("/agenda");
  await expect(theirs.getByRole("link", { name: "Entrar" }).first()).toBeVisible();

  await line.getByRole("button", { name: "Reativar acesso" }).click();
  await expect(line.getByRole("button", { name: "Desativar acesso" })).toBeVisible();
  await signIn(theirs, professional);
  await expect(theirs).toHaveURL(/agenda/);
});

test("nobody takes their own access away", async ({ open }) => {
  const admin = await open();
  await signIn(admin, ADMIN);
  await admin.goto("/people");
  const me = admin.getByRole("list", { name: "Equipe" }).getByRole("listitem").filter({ has: admin.getByText("Você", { exact: true }) });
  await expect(me).toHaveCount(1);
  await expect(me.getByRole("button")).toHaveCount(0);
});
