// Coming in with a passkey: Chromium's own authenticator stands for a phone with a finger on it.
import type { Page } from "@playwright/test";
import { register, signOut } from "../clinic/journey";
import { somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

/** From now on the browser has an authenticator that says yes by itself. */
async function withAuthenticator(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("WebAuthn.enable");
  await browser.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const passkeys = (page: Page) => page.getByRole("list", { name: "Chaves de acesso" }).getByRole("listitem");
const create = (page: Page) => page.getByRole("button", { name: "Criar chave de acesso" });
const comeIn = (page: Page) => page.getByRole("button", { name: "Entrar com chave de acesso" });

test("a passkey is made, named, opens the account without typing, and is removed", async ({ page, complaints }) => {
  complaints.allow(/the server responded with a status of 4(09|22)/);
  await withAuthenticator(page);
  await register(page, somebody("Lia"));
  await page.goto("/security");
  await expect(page.getByText("Nenhuma chave de acesso ainda")).toBeVisible();
  await create(page).click();
  await expect(passkeys(page)).toHaveCount(1);
  await expect(passkeys(page)).toContainText("Chrome · Linux");
  await expect(passkeys(page)).toContainText("Ainda não foi usada");

  await page.getByRole("button", { name: "Mudar nome" }).click();
  await page.getByRole("textbox", { name: "Nome da chave" }).fill("");
  await page.getByRole("button", { name: "Salvar nome" }).click();
  await expect(page.getByRole("textbox", { name: "Nome da chave" })).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("textbox", { name: "Nome da chave" }).fill("Celular da Lia");
  await page.getByRole("button", { name: "Salvar nome" }).click();
  await expect(passkeys(page)).toContainText("Celular da Lia");

  await signOut(page);
  await comeIn(page).click();
  await expect(page).not.toHaveURL(/sign-in/);
  await page.goto("/security");
  await expect(passkeys(page)).toContainText("Usada por último em");

  await page.getByRole("button", { name: "Remover chave" }).click();
  const question = page.getByRole("dialog", { name: "Remover a chave “Celular da Lia”?" });
  await question.getByRole("button", { name: "Remover chave" }).click();
  await expect(page.getByText("Nenhuma chave de acesso ainda")).toBeVisible();

  await signOut(page);
  await comeIn(page).click();
  await expect(page.getByRole("alert")).toContainText("não abre nenhuma conta aqui");
  await expect(page).toHaveURL(/sign-in/);
});

test("a device makes one passkey for an account, and says so", async ({ page }) => {
  await withAuthenticator(page);
  await register(page, somebody("Noé"));
  await page.goto("/security");
  await create(page).click();
  await expect(passkeys(page)).toHaveCount(1);
  await create(page).click();
  await expect(page.getByRole("alert")).toContainText("já tem uma chave de acesso");
  await expect(passkeys(page)).toHaveCount(1);
});

test("browsers that do not read JSON by themselves come in, too", async ({ page }) => {
  await page.addInitScript(() => {
    const known = PublicKeyCredential as unknown as Record<string, unknown>;
    delete known.parseCreationOptionsFromJSON;
    delete known.parseRequestOptionsFromJSON;
    delete (PublicKeyCredential.prototype as unknown as Record<string, unknown>).toJSON;
  });
  await withAuthenticator(page);
  await register(page, somebody("Rita"));
  await page.goto("/security");
  await create(page).click();
  await expect(passkeys(page)).toHaveCount(1);
  await create(page).click();
  await expect(page.getByRole("alert")).toContainText("já tem uma chave de acesso");
  await signOut(page);
  await comeIn(page).click();
  await expect(page).not.toHaveURL(/sign-in/);
});

test("somebody who says no is told that nothing changed", async ({ page }) => {
  await page.addInitScript(() => {
    const no = () => Promise.reject(new DOMException("", "NotAllowedError"));
    navigator.credentials.get = no;
    navigator.credentials.create = no;
  });
  await register(page, somebody("Davi"));
  await page.goto("/security");
  await create(page).click();
  await expect(page.getByRole("alert")).toContainText("Nada mudou");
  await signOut(page);
  await comeIn(page).click();
  await expect(page.getByRole("alert")).toContainText("Nada mudou");
});

test("a browser that knows no passkeys offers none, and says why", async ({ page }) => {
  await page.addInitScript(() => {
    delete (window as unknown as Record<string, unknown>).PublicKeyCredential;
  });
  await register(page, somebody("Sol"));
  await page.goto("/security");
  await expect(page.getByText("Este navegador não trabalha com chaves de acesso.")).toBeVisible();
  await expect(create(page)).toHaveCount(0);
  await signOut(page);
  await expect(page.getByRole("button", { name: "Receber código por e-mail" })).toBeVisible();
  await expect(comeIn(page)).toHaveCount(0);
});
