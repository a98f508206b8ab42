// Bringing patients from another program, and taking them home.
import { readFile } from "node:fs/promises";
import { signIn } from "../clinic/journey";
import { ROSA } from "../clinic/people";
import { expect, test } from "../clinic/test";

const FILE = [
  "Nome;Data de Nascimento;CPF;Celular",
  "Olívia Importada;20/05/1990;;(11) 94321-4321",
  "Rui Importado;31/02/1990;;",
].join("\r\n");

test("the desk imports a file, sees what was refused, and the same file adds nobody", async ({ open }) => {
  const page = await open();
  await signIn(page, ROSA);
  for (const added of ["1", "0"]) {
    await page.goto("/patients");
    await page.getByRole("link", { name: "Importar e baixar" }).click();
    await page.getByLabel("Arquivo CSV").setInputFiles({ name: "pacientes.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) });
    await page.getByRole("button", { name: "Enviar arquivo" }).click();
    await expect(page.getByText("ponto e vírgula")).toBeVisible();
    await expect(page.getByText("Olívia Importada")).toBeVisible();
    await expect(page.getByLabel("Nome completo")).toHaveValue("0");
    await page.getByRole("button", { name: "Importar", exact: true }).click();
    await expect(page.getByText("Concluída")).toBeVisible({ timeout: 30_000 });
    await expect(page.locator("dl > div", { hasText: "Pacientes novos" }).getByRole("definition")).toHaveText(added);
    await expect(page.getByText("não é uma data como 31/12/1990")).toBeVisible();
  }
  const refused = page.waitForEvent("download");
  await page.getByRole("link", { name: "Baixar linhas recusadas (CSV)" }).click();
  expect(await readFile(await (await refused).path(), "utf8")).toContain("3;Data de nascimento;");
  await page.goto("/patients/import");
  await expect(page.getByText("pacientes.csv").first()).toBeVisible();
  const all = page.waitForEvent("download");
  await page.getByRole("link", { name: "Baixar pacientes (CSV)" }).click();
  expect(await readFile(await (await all).path(), "utf8")).toContain("Olívia Importada");
});
