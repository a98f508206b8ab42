// Where somebody is signed in, and signing out from elsewhere.
import { arrive, joinWithPassword, signIn } from "../clinic/journey";
import { lettersTo } from "../clinic/letters";
import { ADMIN, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

test("a forgotten device is signed out from another one", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 401/);
  const lia = somebody("Lia");
  const [phone, tablet] = [await open(), await open()];
  await joinWithPassword(await open(), phone, lia);
  await signIn(tablet, lia);

  await arrive(phone, "/security");
  const devices = phone.getByRole("list", { name: "Aparelhos conectados" }).getByRole("listitem");
  await expect(devices).toHaveCount(2);
  await expect(devices.filter({ hasText: "Este aparelho" })).toHaveCount(1);
  await expect(devices.first()).toContainText("Chrome · Linux");
  await devices.getByRole("button", { name: "Sair deste" }).click();
  await expect(devices).toHaveCount(1);

  await tablet.goto("/visits");
  await expect(tablet.getByRole("link", { name: "Entrar" }).first()).toBeVisible();
  await phone.goto("/visits");
  await expect(phone.getByRole("heading", { name: "Consultas", level: 1 })).toBeVisible();
});

test("all other devices are signed out after one question", async ({ open }) => {
  const noe = somebody("Noé");
  const [phone, tablet] = [await open(), await open()];
  await joinWithPassword(await open(), phone, noe);
  await signIn(tablet, noe);

  await arrive(phone, "/security");
  await phone.getByRole("button", { name: "Sair dos outros aparelhos" }).click();
  await phone.getByRole("dialog").getByRole("button", { name: "Sair dos outros aparelhos" }).click();
  const devices = phone.getByRole("list", { name: "Aparelhos conectados" }).getByRole("listitem");
  await expect(devices).toHaveCount(1);
});

test("a new password signs out the other devices, and the old one opens nothing", async ({ open, complaints }) => {
  complaints.allow(/the server responded with a status of 4\d\d/);
  const eva = somebody("Eva");
  const [phone, tablet] = [await open(), await open()];
  await joinWithPassword(await open(), phone, eva);
  await signIn(tablet, eva);

  await arrive(phone, "/security");
  await phone.getByLabel("Senha atual").fill("não é esta 1");
  await phone.getByLabel("Nova senha").fill("girafa azul 9");
  await phone.getByRole("button", { name: "Trocar senha" }).click();
  await expect(phone.getByLabel("Senha atual")).toHaveAttribute("aria-invalid", "true");
  await phone.getByLabel("Senha atual").fill(eva.password);
  await phone.getByRole("button", { name: "Trocar senha" }).click();
  await expect(phone.getByText("Senha trocada.")).toBeVisible();
  await expect(phone.getByLabel("Nova senha")).toHaveValue("");

  await tablet.goto("/visits");
  await expect(tablet.getByRole("link", { name: "Entrar" }).first()).toBeVisible();
  await signIn(tablet, { ...eva, password: "girafa azul 9" });
});

test("a sign-in from another country is told to its owner, and stands out for the administrator", async ({ open }) => {
  const iris = somebody("Íris");
  const [phone, abroad, admin] = [await open(), await open({ timezoneId: "Europe/Lisbon" }), await open()];
  for (const page of [phone, abroad]) {
    await page.goto("/");
    // The page writes its zone once it is alive.
    await expect.poll(() => page.evaluate(() => document.cookie)).toContain("zone=");
  }
  await joinWithPassword(admin, phone, iris);
  await signIn(abroad, iris);
  await expect(async () => {
    expect((await lettersTo(admin, iris.email)).join("\n")).toContain("Portugal (fuso Europe/Lisbon");
  }).toPass({ timeout: 20_000 });
  await admin.goto("/audit/security");
  await expect(admin.getByText(`${iris.name} entrou a partir de um país novo`)).toBeVisible();
  await expect(admin.getByRole("cell", { name: "Entrou a partir de um país novo" }).first()).toBeVisible();
});
