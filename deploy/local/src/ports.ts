// Chooses and checks TCP ports on this machine. In: a wanted port and the variable that sets it. Out: a port that was
// free a moment ago, or plain words saying which one is taken and how to change it.
import { createServer } from "node:net";
import { PlainFailure } from "./plain-failure.ts";

/** A port that is free right now on 127.0.0.1, chosen by the system. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new Error("The system gave no free port.");
  return port;
}

/** Below what the system gives to outgoing connections and to whoever asks for any port. */
const ownRange = { first: 20_000, last: 32_000 } as const;

/** Ports that are free right now on 127.0.0.1, all different, and that nobody else is given by chance before they are used. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const size = ownRange.last - ownRange.first;
  const start = Math.floor(Math.random() * size);
  const found: number[] = [];
  for (let step = 0; step < size && found.length < count; step += 1) {
    const port = ownRange.first + ((start + step) % size);
    if (await isPortFree(port)) found.push(port);
  }
  if (found.length < count)
    throw new Error(`There are no ${count} free ports from ${ownRange.first} to ${ownRange.last}.`);
  return found;
}

/** Says whether nothing listens on this port of 127.0.0.1. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

/** Refuses, in plain words, a port that something else holds. */
export async function requireFreePort(use: {
  readonly port: number;
  readonly what: string;
  readonly variable: string;
}) {
  if (await isPortFree(use.port)) return;
  throw new PlainFailure(
    `Port ${use.port}, meant for ${use.what}, is taken by another program.\n` +
      `Stop that program, or choose another port by setting ${use.variable}, for example ${use.variable}=${use.port + 100}.`,
  );
}

/** The port that an environment variable sets, or its default; refuses anything that is not a port. */
export function portFrom(variable: string, fallback: number): number {
  const text = process.env[variable];
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new PlainFailure(`${variable}=${text} is not a port; it has to be a number from 1 to 65535.`);
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const actual = typeof address === "object" && address !== null ? address.port : undefined;
      server.close(() => done(actual));
    });
  });
}
