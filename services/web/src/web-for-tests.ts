/** The public origin for tests, in front of one small server that stands where a service would. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createLogger,
  generateInternalKeys,
  readSigningKey,
  readVerifyingKeys,
  systemClock,
  type HttpServer,
  type VerifyingKeys,
} from "@ucrt/service";
import { createWebServer, type WebOptions } from "./wiring.ts";

export interface Behind {
  readonly server: Server;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A server that answers as a service would, on a port of its own. */
export async function standBehind(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Behind> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export interface WebForTests {
  readonly app: HttpServer;
  readonly url: string;
  readonly keys: VerifyingKeys;
  readonly logged: () => string;
}

/** The public origin with every service at `behind`; pages are two small files. A browser would know it as `ownOrigin`. */
export async function startWeb(
  behind: string,
  options: Partial<Pick<WebOptions, "mode" | "signIn" | "sessionLimits" | "clock">> & {
    readonly systemsFile?: string;
  } = {},
): Promise<WebForTests> {
  const made = await generateInternalKeys();
  const built = mkdtempSync(join(tmpdir(), "ucrt-web-"));
  mkdirSync(join(built, "assets"));
  writeFileSync(join(built, "index.html"), "<!doctype html><head><title>pages</title></head>");
  writeFileSync(join(built, "assets/index-AbCd1234.js"), "export {};");
  const lines: string[] = [];
  const { systemsFile, ...rest } = options;
  const keys = await readVerifyingKeys(made.publicKey);
  const app = await createWebServer({
    mode: "local",
    area: "demo",
    urls: { intake: behind, eligibility: behind, routing: behind, queue: behind, live: behind, metrics: behind },
    allowedOrigins: [ownOrigin],
    signingKey: await readSigningKey(made.privateKey),
    clock: systemClock,
    logger: createLogger({
      service: "web",
      level: "info",
      destination: { write: (line: string) => void lines.push(line) },
    }),
    folders: { built, documents: fileURLToPath(new URL("../../../schemas/generated/", import.meta.url)) },
    ...(systemsFile === undefined ? {} : { machines: { systemsFile, verifyingKeys: keys } }),
    ...rest,
  });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return { app, url, keys, logged: () => lines.join("") };
}

export const ownOrigin = "http://localhost:7000";

/** What a browser on our own page says of itself. */
export const fromOwnPage = { origin: ownOrigin, "sec-fetch-site": "same-origin" } as const;

/** Signs a demonstration person in; the answer is the cookie. */
export async function signIn(url: string, person: string): Promise<string> {
  const response = await fetch(`${url}/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json", ...fromOwnPage },
    body: JSON.stringify({ person }),
  });
  if (response.status !== 204) throw new Error(`signing in as ${person} was answered ${response.status}`);
  return (response.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
}
