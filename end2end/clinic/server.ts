// A clinic of its own: the release server with the demo data, in a folder and a database that are thrown away.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { Door } from "./door";

const ROOT = resolve(__dirname, "../..");
const BINARY = process.env.E2E_BINARY ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release/amparo");
const START_MILLIS_MAX = 30_000;
const STOP_MILLIS_MAX = 15_000;

export class Clinic {
  private constructor(
    /** What a browser types. */
    readonly origin: string,
    /** The wire between browsers and server, where a test can cut it. */
    readonly door: Door,
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly server: ChildProcess,
  ) {}

  /** Starts a clinic; `name` is that of its log in the results folder, `settings` are further variables. */
  static async open(name: string, settings: NodeJS.ProcessEnv = {}): Promise<Clinic> {
    const folder = mkdtempSync(join(tmpdir(), "amparo-clinic-"));
    const listen = `127.0.0.1:${await freePort()}`;
    const door = await Door.before(listen);
    const origin = `http://localhost:${door.port}`;
    const env = {
      ...environment(),
      AMPARO_DATA: folder,
      AMPARO_LISTEN: listen,
      AMPARO_ORIGIN: origin,
      ...(process.env.E2E_DATABASE === "postgres" && { AMPARO_DATABASE: newPostgresDatabase() }),
      AMPARO_RELAY_LISTEN: "127.0.0.1:0",
      AMPARO_RELAY_PUBLIC_IP: "127.0.0.1",
      AMPARO_RELAY_ALLOW_LOOPBACK: "true",
      AMPARO_METRICS_LISTEN: "127.0.0.1:0",
      ...settings,
    };
    const server = spawn(BINARY, ["--demo"], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    try {
      await ready(server, name, origin);
      return new Clinic(origin, door, folder, env, server);
    } catch (problem) {
      server.kill("SIGKILL");
      throw problem;
    }
  }

  /** Runs another command of the server's program on this clinic's data. */
  run(...args: string[]): { status: number | null; output: string } {
    return run(this.env, args);
  }

  /** Stops as a deploy does, and insists that the server ends by itself. */
  async close(): Promise<void> {
    this.server.kill("SIGTERM");
    const code = await ended(this.server);
    await this.door.close();
    rmSync(this.folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`The server did not stop in order: ${code}. Its log is in end2end/results.`);
  }
}

/** Runs the server's program with these settings and no clinic. */
export function program(settings: Record<string, string>, ...args: string[]): { status: number | null; output: string } {
  return run({ ...environment(), ...settings }, args);
}

function run(env: NodeJS.ProcessEnv, args: string[]): { status: number | null; output: string } {
  const done = spawnSync(BINARY, args, { cwd: ROOT, env, encoding: "utf8", timeout: 30_000 });
  return { status: done.status, output: `${done.stdout}${done.stderr}` };
}

async function ready(server: ChildProcess, name: string, origin: string): Promise<void> {
  const folder = join(ROOT, "end2end/results");
  mkdirSync(folder, { recursive: true });
  const log = createWriteStream(join(folder, `${name}.log`));
  server.stderr!.pipe(log, { end: false });
  const lines = createInterface({ input: server.stdout! });
  await new Promise<void>((done, fail) => {
    const give_up = (why: string) => fail(new Error(`The server ${why}; its log is end2end/results/${name}.log.`));
    const timer = setTimeout(() => give_up("was not ready in time"), START_MILLIS_MAX);
    server.once("error", (problem) => give_up(`cannot be started (${problem.message})`));
    server.once("exit", (code) => give_up(`ended at once with ${code}`));
    lines.on("line", (line) => {
      log.write(`${line}\n`);
      if (line.includes(`Amparo: ${origin}`)) {
        clearTimeout(timer);
        done();
      }
    });
  });
  const answer = await fetch(`${origin}/readyz`);
  if (answer.status !== 200) throw new Error(`/readyz answers ${answer.status}: ${await answer.text()}`);
}

/** What the shell says, without the settings of somebody's own clinic. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AMPARO_")));
}

function ended(server: ChildProcess): Promise<number | string | null> {
  if (server.exitCode !== null) return Promise.resolve(server.exitCode);
  return new Promise((done) => {
    const timer = setTimeout(() => server.kill("SIGKILL"), STOP_MILLIS_MAX);
    server.once("exit", (code, signal) => {
      clearTimeout(timer);
      done(code ?? signal);
    });
  });
}

function newPostgresDatabase(): string {
  const server = process.env.AMPARO_TEST_POSTGRES;
  if (!server) throw new Error("E2E_DATABASE=postgres needs AMPARO_TEST_POSTGRES: use scripts/e2e.sh.");
  const name = `amparo_e2e_${process.pid}_${Date.now()}`;
  const made = spawnSync("psql", [server, "--quiet", "--command", `create database ${name}`], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`No database: ${made.error?.message ?? made.stderr}`);
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
