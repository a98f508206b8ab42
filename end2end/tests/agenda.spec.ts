// The agenda at the reception: who came, who did not, and calling a visit off with a reason.
import { addProfessional, alive, book, register, signIn } from "../clinic/journey";
import { ADMIN, ROSA, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

test("the reception marks an arrival, calls the visit off with a reason, and the page of the visit says who did it", async ({ open, complaints }) => {
  complaints.allow(/422.*call_off_appointment/);
  const [professional, patient] = [somebody("Iara"), somebody("Beto")];
  const [admin, forPatient, desk] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, professional);
  await register(forPatient, patient);
  await book(forPatient, professional, "");

  await signIn(desk, ROSA);
  await expect(desk).toHaveURL(/agenda/);
  await desk.getByRole("list", { name: "Consultas do dia" }).getByRole("link").filter({ hasText: patient.name, visible: true }).click();
  const chosen = desk.getByRole("region", { name: "Consulta escolhida" });
  await chosen.getByRole("button", { name: "Marcar chegada" }).click();
  await expect(chosen.getByText("Chegou")).toBeVisible();

  await chosen.getByRole("link", { name: "Ver o histórico" }).click();
  const history = desk.getByRole("list", { name: "Histórico" });
  await expect(history.getByRole("listitem")).toHaveCount(2);
  await expect(history.getByRole("listitem").last()).toContainText("recepção");

  await desk.getByRole("button", { name: "Cancelar consulta" }).click();
  await desk.getByRole("dialog").getByRole("button", { name: "Cancelar consulta" }).click();
  await expect(desk.getByRole("link", { name: /Motivo/ })).toBeVisible();
  await desk.getByLabel("Motivo").selectOption("patient_asked");
  await desk.getByRole("button", { name: "Cancelar consulta" }).click();
  await desk.getByRole("dialog").getByRole("button", { name: "Cancelar consulta" }).click();
  await expect(desk.getByText("Cancelada").first()).toBeVisible();
  await expect(history.getByRole("listitem").last()).toContainText("A pessoa pediu");
});

test("the reception books for a patient, the patient moves the visit, and the log says both", async ({ open }) => {
  const [professional, patient] = [somebody("Iara"), somebody("Beto")];
  const [admin, forPatient, desk] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, professional);
  await register(forPatient, patient);

  await signIn(desk, ROSA);
  await desk.getByRole("link", { name: "Nova consulta" }).click();
  await desk.getByRole("searchbox").fill(patient.name);
  await desk.getByRole("link", { name: patient.name }).click();
  await desk.getByRole("link", { name: "Marcar consulta" }).click();
  await desk.getByRole("list", { name: "Profissionais" }).getByRole("link").filter({ hasText: professional.name }).click();
  await desk.getByRole("navigation", { name: "Dia" }).getByRole("link").last().click();
  await expect(desk).toHaveURL(/from=/);
  await desk.getByRole("button", { name: "Confirmar consulta" }).click();
  await expect(desk.getByRole("list", { name: "Histórico" }).getByRole("listitem")).toHaveCount(1);

  await forPatient.goto("/visits");
  await forPatient.getByRole("link").filter({ hasText: professional.name }).click();
  await forPatient.getByRole("link", { name: "Remarcar" }).click();
  await forPatient.getByRole("button", { name: "Remarcar para este horário" }).click();
  const history = forPatient.getByRole("list", { name: "Histórico" });
  await expect(history.getByRole("listitem")).toHaveCount(2);
  await expect(history.getByRole("listitem").last()).toContainText("Remarcada para");
});

test("an administrator adds a holiday and takes it back", async ({ open }) => {
  const admin = await open();
  await signIn(admin, ADMIN);
  await admin.goto("/holidays");
  await admin.getByLabel("Dia").fill("2035-07-09");
  await admin.getByLabel("Nome").fill("Revolução Constitucionalista");
  await admin.getByRole("button", { name: "Adicionar feriado" }).click();
  const line = admin.getByRole("list", { name: "Feriados locais" }).getByRole("listitem").filter({ hasText: "2035" });
  await expect(line).toHaveCount(1);
  await line.getByRole("button", { name: "Retirar" }).click();
  await expect(line).toHaveCount(0);
});

test("an open agenda shows who books, and disturbs nobody who types", async ({ open }) => {
  const [professional, first, second] = [somebody("Nair"), somebody("Enzo"), somebody("Ravi")];
  const [admin, desk] = [await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, professional);
  await signIn(desk, ROSA);
  await expect(desk).toHaveURL(/agenda/);
  await alive(desk);
  await desk.waitForLoadState("networkidle");
  const day = desk.getByRole("list", { name: "Consultas do dia" });

  const forFirst = await open();
  await register(forFirst, first);
  await book(forFirst, professional, "");
  await day.getByRole("link").filter({ hasText: first.name, visible: true }).click();

  const detail = desk.getByRole("region", { name: "Consulta escolhida" }).getByLabel("Detalhes");
  await detail.fill("Ligou para avisar");
  const forSecond = await open();
  await register(forSecond, second);
  await book(forSecond, professional, "");
  await expect(detail).toBeFocused();
  await detail.blur();
  await expect(day.getByRole("link").filter({ hasText: second.name, visible: true })).toBeVisible();
  await expect(detail).toHaveValue("Ligou para avisar");
});
