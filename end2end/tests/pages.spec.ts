// Every page, in both languages, light and dark, on four screens: saved as pictures for somebody to look at.
import type { Page } from "@playwright/test";
import { addDependant, addProfessional, arrive, book, complete, joinWithPassword, openPatient, signIn, writeNote } from "../clinic/journey";
import { expectAccessible, expectNoSidewaysScroll, expectOneLanguage, type Locale } from "../clinic/look";
import { ADMIN, HELENA, ROSA, type Person, somebody } from "../clinic/people";
import { expect, test } from "../clinic/test";

const SCREENS = [
  { width: 320, height: 640 },
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
  { width: 1180, height: 820 },
];

const PICTURE_HEIGHT_MAX = 4_000;

interface Facts {
  patient: Person;
  /** Acts for somebody while the pages are looked at. */
  guardian: Person;
  dependant: string;
  professional: Person;
  professionalId: string;
  patientId: string;
  /** Booked, its room open. */
  next: string;
  /** Over, with a note. */
  past: string;
}

interface Role {
  who?: (facts: Facts) => Person;
  /** What they do before the pages are looked at. */
  first?: (page: Page, facts: Facts) => Promise<void>;
  pages: (facts: Facts) => Record<string, string>;
}

const PAGES: Record<string, Role> = {
  visitor: {
    pages: () => ({
      landing: "/",
      directory: "/directory",
      "directory-none": "/directory?words=ninguem&within=1",
      help: "/help",
      "sign-in": "/sign-in",
      "sign-in-password": "/sign-in/password",
      "sign-in-code": "/sign-in/code",
      "sign-in-link": "/enter/none",
      register: "/register",
      forgot: "/forgot?sent=yes",
      "password-saved": "/done/reset_password",
      "visit-confirmed": "/done/confirm_visit",
      "visit-cancelled": "/done/cancel_visit",
      terms: "/terms",
      privacy: "/privacy",
      "not-found": "/there-is-no-such-page",
    }),
  },
  patient: {
    who: (facts) => facts.patient,
    pages: ({ professionalId, next, past }) => ({
      home: "/home",
      visits: "/visits",
      book: "/book",
      slots: `/book/${professionalId}`,
      "visit-next": `/visits/${next}`,
      "visit-past": `/visits/${past}`,
      room: `/visits/${next}/room`,
      profile: "/me",
      contact: "/me/contact",
      security: "/security",
      "who-saw": "/who-saw",
      family: "/family",
      accept: "/accept",
      help: "/help",
    }),
  },
  guardian: {
    who: (facts) => facts.guardian,
    first: async (page, { dependant }) => {
      await page.goto("/family");
      await page.getByRole("button", { name: new RegExp(`${dependant}$`) }).click();
      await expect(page).not.toHaveURL(/family/);
    },
    pages: ({ professionalId }) => ({
      home: "/home",
      family: "/family",
      visits: "/visits",
      slots: `/book/${professionalId}`,
      profile: "/me",
    }),
  },
  professional: {
    who: (facts) => facts.professional,
    pages: ({ next, past, patientId }) => ({
      agenda: "/agenda",
      visits: "/visits",
      "visit-next": `/visits/${next}`,
      "visit-past": `/visits/${past}`,
      room: `/visits/${next}/room`,
      patients: "/patients",
      patient: `/patients/${patientId}?record=open`,
      "patient-registration": `/patients/${patientId}?registration=open`,
      outside: "/patients/outside",
      profile: "/me",
    }),
  },
  "professional-without-visits": { who: () => HELENA, pages: () => ({ agenda: "/agenda", visits: "/visits" }) },
  reception: {
    who: () => ROSA,
    pages: ({ next, patientId, professionalId }) => ({
      agenda: "/agenda",
      "agenda-visit": `/agenda/${next}`,
      patients: "/patients",
      "patients-import": "/patients/import",
      "patient-new": "/patients/new",
      patient: `/patients/${patientId}`,
      "patient-edit": `/patients/${patientId}/edit`,
      "patient-book": `/patients/${patientId}/book`,
      "patient-book-slots": `/patients/${patientId}/book/${professionalId}`,
      professionals: "/professionals",
      professional: `/professionals/${professionalId}`,
      profile: "/me",
    }),
  },
  admin: {
    who: () => ADMIN,
    pages: ({ professionalId }) => ({
      professionals: "/professionals",
      "professional-new": "/professionals/new",
      professional: `/professionals/${professionalId}`,
      "professional-profile": `/professionals/${professionalId}/profile?photo=not_a_picture`,
      people: "/people",
      reviews: "/reviews",
      holidays: "/holidays",
      invitations: "/invitations",
      audit: "/audit",
      "security-log": "/audit/security",
      outbox: "/outbox",
    }),
  },
};

// Nobody changes anything while they look: the pages are shared out among the workers.
test.describe.configure({ mode: "parallel" });

const known = new Map<string, Promise<Facts>>();

for (const locale of ["pt-BR", "en"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const [role, { who, first, pages }] of Object.entries(PAGES)) {
      test(`${role} in ${locale}, ${colorScheme}`, async ({ open, clinic, complaints }) => {
        test.setTimeout(180_000);
        complaints.allow(/404.*there-is-no-such-page/);
        if (!known.has(clinic.origin)) known.set(clinic.origin, aClinicAtWork(open));
        const facts = await known.get(clinic.origin)!;

        const page = await open({ locale: locale === "en" ? "en-US" : locale, colorScheme, reducedMotion: "reduce" });
        if (who) await enter(page, who(facts), locale);
        if (first) await first(page, facts);
        for (const [name, path] of Object.entries(pages(facts))) {
          await page.setViewportSize(SCREENS[0]);
          await arrive(page, path);
          await lookAt(page, locale, `${locale}-${colorScheme}/${role}-${name}`);
        }
      });
    }
  }
}

async function lookAt(page: Page, locale: Locale, name: string): Promise<void> {
  await expectOneLanguage(page, locale);
  for (const screen of SCREENS) {
    await page.setViewportSize(screen);
    await expectNoSidewaysScroll(page);
    // A trail of many events is cut: nobody looks further down, and the browser would paint for seconds.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    // A bar that stays in place covers what happens to stand under it; scrolled, it covers nothing.
    await page.setViewportSize({ width: screen.width, height: Math.min(Math.max(height, screen.height), PICTURE_HEIGHT_MAX) });
    await page.screenshot({
      path: `${__dirname}/../screenshots/${name}-${screen.width}x${screen.height}.png`,
      animations: "disabled",
      timeout: 30_000,
    });
    await expectAccessible(page);
  }
}

/** Signs in by the form's names: the page may speak either language. */
async function enter(page: Page, person: Person, locale: Locale): Promise<void> {
  if (locale === "pt-BR") return signIn(page, person);
  await page.goto("/sign-in/password");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** One visit ahead and one over, so that no page is empty. */
async function aClinicAtWork(open: () => Promise<Page>): Promise<Facts> {
  const [professional, patient, guardian] = [somebody("Marina"), somebody("Davi"), somebody("Sara")];
  const dependant = somebody("Téo").name;
  const [admin, forPatient, forProfessional, forGuardian] = [await open(), await open(), await open(), await open()];
  await signIn(admin, ADMIN);
  await addProfessional(admin, professional);
  const professionalId = new URL(admin.url()).pathname.split("/")[2];
  await joinWithPassword(admin, forPatient, patient);
  await addDependant(forPatient, somebody("Rosa").name);
  await joinWithPassword(admin, forGuardian, guardian);
  await addDependant(forGuardian, dependant);
  const past = await book(forPatient, professional, "Dor no joelho ao subir escadas");
  const next = await book(forPatient, professional, "Retorno");
  await signIn(forProfessional, professional);
  await writeNote(forProfessional, past, "Sem sinais de alarme. Exercícios de fortalecimento três vezes por semana.");
  await complete(forProfessional, past);
  const patientId = await openPatient(forProfessional, patient);
  return { patient, guardian, dependant, professional, professionalId, patientId, next, past };
}
