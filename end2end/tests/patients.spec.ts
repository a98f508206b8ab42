// The registry: the desk registers somebody, finds them as it types, opens them over the list and changes what is kept.
import { arrive, signIn } from "../clinic/journey";
import { ROSA, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

test("the reception registers somebody, finds them by any word, and opens them over the list", async ({ open }) => {
  const desk = await open();
  const { name } = somebody("Zuleide");
  const [first, middle] = name.split(" ");
  await signIn(desk, ROSA);
  await arrive(desk, "/patients/new");
  await desk.getByLabel("Nome completo").fill(name);
  await desk.getByLabel("Data de nascimento").fill("1970-02-03");
  await desk.getByLabel("Telefone", { exact: true }).fill("(11) 94321-4321");
  await desk.getByRole("button", { name: "Cadastrar" }).click();
  await expect(desk).toHaveURL(/patients\/[0-9a-f-]{36}$/);
  await expect(desk.getByText("(11) 94321-4321")).toBeVisible();

  await arrive(desk, "/patients");
  await desk.getByRole("searchbox").fill(`${middle} ${first?.toLowerCase().slice(0, 4)}`);
  const link = desk.getByRole("list", { name: "Pacientes" }).getByRole("link", { name });
  await link.click();
  await expect(desk).toHaveURL(/patients\/[0-9a-f-]{36}$/);
  const over = desk.getByRole("dialog");
  await expect(over.getByText("(11) 94321-4321")).toBeVisible();
  await desk.keyboard.press("Escape");
  await expect(over).toHaveCount(0);
  await expect(desk).toHaveURL(/\/patients$/);

  await link.click();
  await expect(over.getByText("(11) 94321-4321")).toBeVisible();
  await desk.goBack();
  await expect(over).toHaveCount(0);
  await expect(link).toBeVisible();
});

test("a change keeps both texts, and one that began earlier is refused without losing what was typed", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 409/);
  const [one, other] = [await open(), await open()];
  const { name } = somebody("Quitéria");
  await signIn(one, ROSA);
  await arrive(one, "/patients/new");
  await one.getByLabel("Nome completo").fill(name);
  await one.getByLabel("Data de nascimento").fill("1970-02-03");
  await one.getByRole("button", { name: "Cadastrar" }).click();
  await expect(one).toHaveURL(/patients\/[0-9a-f-]{36}$/);
  const path = new URL(one.url()).pathname;

  await signIn(other, ROSA);
  await arrive(other, `${path}/edit`);
  await arrive(one, `${path}/edit`);
  await one.getByLabel("Rua").fill("Rua das Acácias");
  await one.getByRole("button", { name: "Salvar" }).click();
  await expect(one.getByText("Rua: vazio → Rua das Acácias")).toBeVisible();

  await other.getByLabel("Rua").fill("Rua dos Ipês");
  await other.getByRole("button", { name: "Salvar" }).click();
  await expect(other.getByText("Estes dados mudaram enquanto você escrevia")).toBeVisible();
  await expect(other.getByLabel("Rua")).toHaveValue("Rua dos Ipês");
});
