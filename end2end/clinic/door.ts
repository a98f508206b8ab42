// A plain TCP pipe in front of the server. Tests cut the call sockets here, as a lost network would: nobody says goodbye.
import { createConnection, createServer, type Server, type Socket } from "node:net";

export class Door {
  private readonly calls = new Set<Socket>();
  private readonly all = new Set<Socket>();
  private isShut = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** Opens a door before a server that listens, or soon will, at `127.0.0.1:PORT`. */
  static before(listen: string): Promise<Door> {
    const [host, port] = listen.split(":");
    return new Promise((done) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const door = new Door(server, (server.address() as { port: number }).port);
        server.on("connection", (socket) => door.pass(socket, host, Number(port)));
        done(door);
      });
    });
  }

  /** Cuts every open call socket, on both sides at once. Says how many there were. */
  cutCalls(): number {
    const count = this.calls.size;
    for (const socket of this.calls) socket.resetAndDestroy();
    return count;
  }

  /** How many call sockets are open. */
  get openCalls(): number {
    return this.calls.size;
  }

  /** As if the network were gone: what is open breaks, and nothing gets through. */
  shut(): void {
    this.isShut = true;
    for (const socket of this.all) socket.resetAndDestroy();
  }

  /** The network is back. */
  reopen(): void {
    this.isShut = false;
  }

  close(): Promise<void> {
    for (const socket of this.all) socket.destroy();
    return new Promise((done) => this.server.close(() => done()));
  }

  private pass(browser: Socket, host: string, port: number): void {
    if (this.isShut) {
      browser.resetAndDestroy();
      return;
    }
    const server = createConnection(port, host);
    this.all.add(browser);
    browser.once("data", (first: Buffer) => {
      if (/^GET \/calls\/[^ ]+\/socket/.test(first.toString("latin1", 0, 200))) this.calls.add(browser);
    });
    browser.setNoDelay(true);
    server.setNoDelay(true);
    browser.pipe(server);
    server.pipe(browser);
    const end = () => {
      this.all.delete(browser);
      this.calls.delete(browser);
      browser.destroy();
      server.destroy();
    };
    for (const socket of [browser, server]) socket.on("error", end).on("close", end);
  }
}
