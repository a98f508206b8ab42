// Everything with the keyboard alone, focus in sight: sign in, book, join, mute, leave.
import type { Locator, Page } from "@playwright/test";
import { expectMediaToFlow, expectState } from "../clinic/call";
import { addProfessional, enterRoomAt, joinWithPassword, signIn, visitOf } from "../clinic/journey";
import { ADMIN, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

const TABS_MAX = 150;

test("a patient signs in, books, joins, mutes and leaves without a mouse", async ({ open }) => {
  const [sara, davi] = [somebody("Sara"), somebody("Davi")];
  const [admin, patient, professional] = [await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, sara);
  await joinWithPassword(admin, await open(), davi);

  await patient.goto("/sign-in/password");
  await type(patient, patient.getByLabel("E-mail"), davi.email);
  await type(patient, patient.getByLabel("Senha", { exact: true }), davi.password);
  await patient.keyboard.press("Enter");
  await expect(patient).not.toHaveURL(/sign-in/);

  await patient.goto("/book");
  await type(patient, patient.getByLabel("Nome ou especialidade"), sara.name);
  await patient.keyboard.press("Enter");
  await expect(patient).toHaveURL(/words=/);
  await press(patient, patient.getByRole("link", { name: sara.name }));
  await expect(patient.getByRole("button", { name: "Confirmar consulta" })).toBeVisible();
  await type(patient, patient.getByLabel("Por que você quer a consulta?"), "Formigamento na mão");
  await press(patient, patient.getByRole("button", { name: "Confirmar consulta" }));
  await expect(patient.getByRole("heading", { name: "Consulta marcada" })).toBeVisible();
  const visit = visitOf(patient);

  await signIn(professional, sara);
  await enterRoomAt(professional, visit);
  await patient.goto(`/visits/${visit}`);
  await press(patient, patient.getByRole("link", { name: "Entrar na consulta" }));
  await press(patient, patient.getByRole("button", { name: "Preparar câmera e microfone" }));
  await press(patient, patient.getByRole("button", { name: "Entrar na consulta" }));
  await expectState(patient, "connected");
  await expectMediaToFlow(patient);

  await press(patient, patient.getByRole("button", { name: "Microfone", pressed: true }));
  await expect(professional.getByText("microfone desligado").first()).toBeVisible();
  await press(patient, patient.getByRole("button", { name: "Sair", exact: true }));
  await expectState(patient, "left");
});

/** Goes there with the Tab key; what has the focus must show it. */
async function goTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    if (await target.evaluate((one) => one === document.activeElement)) {
      const ring = await target.evaluate((one) => {
        const style = getComputedStyle(one);
        return (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
      });
      expect(ring, `a focus ring on ${target}`).toBe(true);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} cannot be reached with the Tab key.`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await goTo(page, target);
  await page.keyboard.press("Enter");
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await goTo(page, target);
  await page.keyboard.type(text);
}
