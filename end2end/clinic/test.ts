// The test of Playwright with a clinic around it. A console error, an exception or a refusal by the CSP fails any test.
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, test as base, expect } from "@playwright/test";
import { rememberPeers } from "./call";
import { Clinic } from "./server";

interface TestFixtures {
  /** What pages complained about; `allow` names what a test brings about on purpose. */
  complaints: Complaints;
  /** A new browser window with cookies, storage and devices of its own. */
  open: (options?: BrowserContextOptions) => Promise<Page>;
}

interface WorkerFixtures {
  clinic: Clinic;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  clinic: [
    async ({}, use, worker) => {
      const clinic = await Clinic.open(`clinic-${process.env.E2E_DATABASE ?? "sqlite"}-${worker.workerIndex}`);
      await use(clinic);
      await clinic.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],

  baseURL: async ({ clinic }, use) => use(clinic.origin),

  complaints: async ({}, use) => {
    const complaints = new Complaints();
    await use(complaints);
    expect(complaints.list, "what the pages complained about").toEqual([]);
  },

  context: async ({ context, complaints }, use) => {
    await prepare(context, complaints);
    await use(context);
  },

  open: async ({ browser, clinic, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await newContext(browser, { baseURL: clinic.origin, ...options });
      contexts.push(context);
      await prepare(context, complaints);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect };

function newContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  return browser.newContext({
    locale: "pt-BR",
    timezoneId: "America/Sao_Paulo",
    viewport: { width: 1180, height: 820 },
    permissions: ["camera", "microphone"],
    ...options,
  });
}

async function prepare(context: BrowserContext, complaints: Complaints): Promise<void> {
  complaints.listenTo(context);
  await rememberPeers(context);
}

export class Complaints {
  private readonly heard: string[] = [];
  private readonly allowed: RegExp[] = [];

  /** From now on, and for this test only, a complaint like this is expected. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  get list(): string[] {
    return this.heard.filter((text) => !this.allowed.some((pattern) => pattern.test(text)));
  }

  listenTo(context: BrowserContext): void {
    context.on("console", (message) => {
      // A refusal by the CSP arrives as an error, too.
      if (message.type() === "error") this.heard.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (problem) => this.heard.push(`exception: ${problem.error().stack ?? problem.error().message}`));
  }
}
