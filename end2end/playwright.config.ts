import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// The system's own Chromium: nothing is downloaded.
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = process.env.CHROMIUM ?? places.find((path) => existsSync(path));

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  // How pages look and how the keyboard works does not hang on the database: these run once, on SQLite.
  testIgnore: process.env.E2E_DATABASE === "postgres" ? /(pages|keyboard|offline)\.spec\.ts/ : [],
  // Each worker has a clinic of its own, so files do not disturb each other; tests of one file share a clinic.
  workers: Number(process.env.E2E_WORKERS ?? 2),
  retries: 0,
  forbidOnly: process.env.CI === "true",
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    locale: "pt-BR",
    timezoneId: "America/Sao_Paulo",
    viewport: { width: 1180, height: 820 },
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      args: [
        // Cameras and microphones that are not there, allowed without a question, and calls inside one machine. Of the
        // cameras the second speaks of depth and the third of JPEG; the fourth is like the first.
        "--use-fake-device-for-media-stream=device-count=4",
        "--use-fake-ui-for-media-stream",
        "--allow-loopback-in-peer-connection",
        "--autoplay-policy=no-user-gesture-required",
        // Nothing that is not the clinic's.
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    },
  },
});
