// A TCP proxy between one service and one thing it depends on, whose behaviour is switched while it runs. In: a port, where to pass to, a mode.
// Out: connections that suffer what the mode says. With several targets it takes them in turn, past those that refuse, as a load balancer does.
// Listens on 127.0.0.1 alone, and passes to 127.0.0.1 alone.
import { connect, createServer, type Server, type Socket } from "node:net";
import { ProxyLink } from "./proxy-link.ts";
import type { ProxyMode } from "./proxy-modes.ts";

export interface ProxyOptions {
  /** @default 0: one that is free */
  readonly port?: number;
  /** Ports on 127.0.0.1, at least one. */
  readonly targets: readonly number[];
  /** 0 to 1; from the run's seed. @default Math.random */
  readonly chance?: () => number;
}

export interface Proxy {
  readonly port: number;
  mode(): ProxyMode;
  /** Switches; what is connected is affected too. Resolves when the mode holds. */
  setMode(mode: ProxyMode): Promise<void>;
  /** Connections now. */
  connections(): number;
  /** Resets one connection, chosen by chance; false when there was none. */
  resetOne(): boolean;
  stop(): Promise<void>;
}

/** Starts a proxy in mode `pass`. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const chance = options.chance ?? Math.random;
  const links = new Set<ProxyLink>();
  /** Accepted, not yet passed on. */
  const early = new Set<Socket>();
  const waitingForMode = new Set<() => void>();
  let mode: ProxyMode = { kind: "pass" };
  let turn = 0;

  const untilModeChanges = (): Promise<void> => new Promise((resolve) => waitingForMode.add(resolve));

  const onConnection = async (client: Socket): Promise<void> => {
    early.add(client);
    client.on("error", () => undefined);
    client.on("close", () => early.delete(client));
    // A made connection over a dead line: the bytes wait, and nobody is told.
    while (mode.kind === "blackhole") await untilModeChanges();
    const server = client.destroyed ? undefined : await connectInTurn(options.targets, turn++);
    early.delete(client);
    if (client.destroyed || server === undefined || mode.kind === "reset" || mode.kind === "refuse") {
      if (!client.destroyed) client.resetAndDestroy();
      server?.destroy();
      return;
    }
    const link: ProxyLink = new ProxyLink({
      client,
      server,
      mode: () => mode,
      chance,
      onEnd: () => links.delete(link),
    });
    links.add(link);
  };

  const resetAll = (): void => {
    for (const link of links) link.reset();
    for (const socket of early) socket.resetAndDestroy();
  };

  let server: Server | undefined = await listen(options.port ?? 0, onConnection);
  const port = portOf(server);

  const setMode = async (next: ProxyMode): Promise<void> => {
    mode = next;
    if (next.kind === "refuse" && server !== undefined) {
      const closing = server;
      server = undefined;
      const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
      resetAll();
      await closed;
    }
    if (next.kind !== "refuse" && server === undefined) server = await listen(port, onConnection);
    if (next.kind === "reset") resetAll();
    for (const resolve of waitingForMode) resolve();
    waitingForMode.clear();
    for (const link of links) link.onModeChange();
  };

  return {
    port,
    mode: () => mode,
    setMode,
    connections: () => links.size,
    resetOne: () => {
      const one = [...links].at(Math.floor(chance() * links.size));
      one?.reset();
      return one !== undefined;
    },
    stop: () => setMode({ kind: "refuse" }),
  };
}

function listen(port: number, onConnection: (socket: Socket) => Promise<void>): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Without half-open sockets a clean end of one side would end the other before its last bytes.
    const server = createServer({ allowHalfOpen: true }, (socket) => void onConnection(socket));
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The proxy listens nowhere.");
  return address.port;
}

async function connectInTurn(targets: readonly number[], turn: number): Promise<Socket | undefined> {
  for (let tried = 0; tried < targets.length; tried += 1) {
    const port = targets[(turn + tried) % targets.length];
    const socket = port === undefined ? undefined : await connectTo(port);
    if (socket !== undefined) return socket;
  }
  return undefined;
}

function connectTo(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}
