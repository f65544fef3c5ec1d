/**
 * The board's page with nobody behind it: the built pages, a signed-in coordinator who is invented, and a live feed that says what it is told.
 * In: rows. Out: an address, and a way to send changes. For measuring and looking at the page alone; no service, no store.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { repositoryRoot } from "@ucrt/local";
import { boardTimesOf, liveFrame, teamsAnswer, type BoardRow, type LiveFrame, type Role } from "@ucrt/schemas";
import { readTimeouts } from "@ucrt/schemas/areas";
import { WebSocketServer, type WebSocket } from "ws";
import type { z } from "zod";

export interface Stage {
  readonly url: string;
  /** Sends one frame to every page. */
  readonly send: (frame: LiveFrame) => void;
  stop(): Promise<void>;
}

export interface StageOptions {
  readonly rows: readonly BoardRow[];
  readonly role?: Role;
  readonly teams?: z.output<typeof teamsAnswer>["teams"];
}

const built = join(repositoryRoot, "services/web/dist");
const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".html": "text/html",
  ".svg": "image/svg+xml",
};
const beatEveryMs = 2_000;
/** Every frame has one, and none is ever used: a page that comes back gets everything again. */
const cursor = "stage";

/** Serves the pages that were built (`npm run build -w services/web`). */
export async function setTheStage({ rows, role = "spa-coordinator", teams = [] }: StageOptions): Promise<Stage> {
  const sockets = new Set<WebSocket>();
  const encode = (frame: LiveFrame): string => JSON.stringify(liveFrame.encode(frame));
  const say = (socket: WebSocket, frame: LiveFrame): void => socket.send(encode(frame));
  const beat = (): LiveFrame => ({ type: "heartbeat", asOf: Date.now(), sentAt: Date.now(), cursor });

  const server = createServer((request, response) => void answer(request, response, { role, teams }));
  const live = new WebSocketServer({ server, path: "/api/live", perMessageDeflate: false });
  live.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.once("message", () => {
      say(socket, { type: "hello", protocol: 1, instance: "stage", resumed: false });
      say(socket, { type: "snapshot", cursor, rows: [...rows], feeds: [], parked: null });
      say(socket, beat());
    });
  });
  const beats = setInterval(() => {
    for (const socket of sockets) say(socket, beat());
  }, beatEveryMs);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The stage has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    send: (frame) => {
      const text = encode(frame);
      for (const socket of sockets) socket.send(text);
    },
    stop: async () => {
      clearInterval(beats);
      for (const socket of sockets) socket.terminate();
      live.close();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { role, teams }: { readonly role: Role; readonly teams: z.output<typeof teamsAnswer>["teams"] },
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://stage");
  switch (pathname) {
    case "/session":
      return json(response, {
        principal: {
          subject: "robin",
          name: "Robin Sample",
          role,
          organisation: "R1L",
          ...(role === "spa-clinician" ? { registration: { body: "NMC", number: "1" } } : {}),
        },
        mode: "local",
        hasProvider: false,
        area: { name: "Stage", isDemonstration: true, spaPhone: "01632 960000" },
        device: { idleMinutes: 15, keepsHours: 12 },
        board: boardTimesOf(readTimeouts("mid-and-south-essex").value),
        now: new Date().toISOString(),
      });
    case "/api/live/tickets":
      return json(response, { ticket: "stage", expiresInSeconds: 30 });
    case "/api/teams":
      return json(
        response,
        teamsAnswer.encode({ area: "stage", isDemonstration: true, teams, criteriaApproved: false }),
      );
    default:
      if (!pathname.startsWith("/api/")) return page(response, pathname);
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
  }
}

function json(response: ServerResponse, body: unknown): void {
  response
    .writeHead(200, { "content-type": "application/json", "cache-control": "no-store" })
    .end(JSON.stringify(body));
}

/** A built file, or the page itself for every other address. */
async function page(response: ServerResponse, pathname: string): Promise<void> {
  const wanted = resolve(built, `.${pathname}`);
  const file = wanted.startsWith(`${built}/`) && extname(wanted) !== "" ? wanted : join(built, "index.html");
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) response.writeHead(404).end();
  else response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" }).end(bytes);
}
