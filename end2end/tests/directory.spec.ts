// Who sees patients here: what a professional says of themselves, and how a visitor finds them and comes to a booking.
import { addProfessional, register, signIn } from "../clinic/journey";
import { ADMIN, OTAVIO, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

/** The smallest picture that is taken: 64 by 64 dots of one colour. */
const PICTURE =
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAATklEQVR42u3PQQkAAAgEsOtjQTG9EXwLgxVYavq1CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAhcFo9S0QCvXxeIAAAAAElFTkSuQmCC";

test("a professional writes a profile, and a visitor finds them by it", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 422/);
  const professional = somebody("Lívia");
  const [admin, theirs, visitor] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, professional);
  await signIn(theirs, professional);
  await theirs.goto("/professionals");
  await theirs.getByRole("link").filter({ hasText: professional.name }).click();
  await theirs.getByRole("link", { name: "Editar perfil público" }).click();
  await theirs.getByLabel("Especialidade 2", { exact: true }).fill("Reabilitação vestibular");
  await theirs.getByLabel("Idioma 2 da consulta").selectOption("bzs");
  await theirs.getByLabel("Preço da consulta").fill("caro");
  await theirs.getByRole("button", { name: "Salvar perfil" }).click();
  await expect(theirs.getByRole("alert")).toContainText("escreva um valor");
  await theirs.getByLabel("Preço da consulta").fill("1.234,50");
  await theirs.getByRole("button", { name: "Salvar perfil" }).click();
  await expect(theirs.getByText("Perfil salvo.")).toBeVisible();
  await theirs.getByLabel("Apresentação").fill("Cuido de tonturas há dez anos.");
  await theirs.getByRole("button", { name: "Salvar apresentação" }).click();
  await expect(theirs.getByText("Apresentação salva.")).toBeVisible();
  await theirs.getByLabel("Escolher uma foto").setInputFiles({ name: "foto.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
  await theirs.getByRole("button", { name: "Enviar foto" }).click();
  await expect(theirs.getByText("use uma foto JPEG, PNG ou WebP")).toBeVisible();
  await theirs.getByLabel("Escolher uma foto").setInputFiles({ name: "foto.png", mimeType: "image/png", buffer: Buffer.from(PICTURE, "base64") });
  await theirs.getByRole("button", { name: "Enviar foto" }).click();
  await expect(theirs.getByText("Foto salva.")).toBeVisible();

  await visitor.goto("/");
  await visitor.getByRole("link", { name: "Ver profissionais" }).click();
  await visitor.getByLabel("Nome ou especialidade").fill("VESTIBULAR");
  await visitor.getByText("Mais filtros").click();
  await visitor.getByLabel("Idioma", { exact: true }).selectOption("bzs");
  await visitor.getByRole("button", { name: "Procurar" }).click();
  await expect(visitor.getByRole("link", { name: professional.name })).toBeVisible();
  await expect(visitor.getByText("R$ 1.234,50")).toBeVisible();
  await visitor.getByText("Sobre", { exact: true }).click();
  await expect(visitor.getByText("Cuido de tonturas")).toBeVisible();
});

test("a visitor who chose somebody comes back to them after coming in", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 401/);
  const page = await open();
  await page.goto(`/directory?words=${encodeURIComponent(OTAVIO.name)}`);
  await page.getByRole("link", { name: OTAVIO.name }).click();
  await expect(page.getByRole("heading", { name: "Entre para ver esta página" })).toBeVisible();
  await register(page, somebody("Dora"));
  await expect(page).toHaveURL(/\/book\/[0-9a-f-]{36}/);
  await expect(page.getByRole("button", { name: "Confirmar consulta" })).toBeVisible();
});
