import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock, verifyInternalToken } from "@ucrt/service";
import { fakeClock, waitFor } from "@ucrt/testing";
import { fromOwnPage, signIn, standBehind, startWeb, type Behind, type WebForTests } from "./web-for-tests.ts";

/** Final close frame, two bytes, 4401. */
const closed4401 = "\u0088\u0002\u0011\u0031";

let behind: Behind;
let web: WebForTests;
let upgraded: {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly url: string | undefined;
  readonly socket: Duplex;
}[] = [];

beforeAll(async () => {
  behind = await standBehind((_request, response) => response.writeHead(404).end());
  behind.server.on("upgrade", (request, socket, head) => {
    upgraded.push({ headers: request.headers, url: request.url, socket });
    socket.on("error", () => undefined);
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    if (head.length > 0) socket.write(head);
    socket.on("end", () => socket.end());
    // Echoes, so that both directions are seen.
    socket.on("data", (bytes: Buffer) => socket.write(bytes));
  });
  web = await startWeb(behind.url);
});
afterAll(async () => {
  for (const { socket } of upgraded) socket.destroy();
  await web.app.close();
  await behind.close();
});

async function upgrade(
  path: string,
  headers: readonly string[] = [],
  url = web.url,
): Promise<{ readonly socket: Socket; readonly read: () => string }> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let text = "";
  socket.on("data", (bytes: Buffer) => {
    text += bytes.toString("latin1");
  });
  socket.on("error", () => undefined);
  socket.write(
    [
      `GET ${path} HTTP/1.1`,
      "Host: localhost:7000",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
      "",
      "",
    ].join("\r\n"),
  );
  await waitFor(() => text.includes("\r\n\r\n"), "an answer to the upgrade");
  return { socket, read: () => text };
}

describe("the tunnel of the live board", () => {
  it("joins both directions as raw bytes, leaves the caller's cookie and token behind, and says whose session it is", async () => {
    upgraded = [];
    const cookie = await signIn(web.url, "spa-coordinator");
    const { socket, read } = await upgrade("/api/live", [
      "Origin: http://localhost:7000",
      `Cookie: ${cookie}`,
      "Authorization: Bearer a.b.c",
      "X-User: admin",
    ]);
    expect(read()).toMatch(/^HTTP\/1\.1 101/);
    const [seen] = upgraded;
    expect(seen?.url).toBe("/api/live");
    expect(seen?.headers).toMatchObject({ origin: "http://localhost:7000", "sec-websocket-version": "13" });
    for (const name of ["cookie", "x-user"]) expect(seen?.headers[name], name).toBeUndefined();
    const shown = String(seen?.headers["authorization"]).replace(/^Bearer /, "");
    const principal = await verifyInternalToken(shown, { keys: web.keys, clock: systemClock, mode: "production" });
    expect(principal).toMatchObject({ role: "spa-coordinator", sessionId: expect.stringMatching(/^[\w-]{16}$/) });
    socket.write(Buffer.from([0x81, 0x00, 0xff]));
    await waitFor(() => read().endsWith("\u0081\u0000\u00ff"), "the three bytes to come back");
    socket.destroy();
    await waitFor(() => seen?.socket.destroyed, "the far end to be closed with the near one");
  });

  it("lets the service feel a reader that does not read, instead of holding its bytes", async () => {
    for (const { socket: earlier } of upgraded) earlier.destroy();
    upgraded = [];
    const { socket } = await upgrade("/api/live");
    socket.pause();
    const far = upgraded[0]?.socket;
    if (far === undefined) throw new Error("nothing was joined");
    const chunk = Buffer.alloc(256 * 1024);
    const writtenBytes = 64 * 1024 * 1024;
    for (let sent = 0; sent < writtenBytes; sent += chunk.length) far.write(chunk);
    // Kernel buffers and two streams' high water marks fit into a few MB; the rest has to wait where it was written.
    await waitFor(() => far.writableLength < writtenBytes, "the first bytes to leave the service");
    const mostBetweenBytes = 32 * 1024 * 1024;
    expect(far.writableLength).toBeGreaterThan(writtenBytes - mostBetweenBytes);
    socket.resume();
    await waitFor(() => socket.bytesRead >= writtenBytes, "everything to arrive once it is read", 20_000);
    expect(far.writableLength).toBe(0);
    socket.destroy();
  });

  it("N12, N56: ends with the session it was opened with, in the words of the protocol, and with no other", async () => {
    const [leaving, staying] = [await signIn(web.url, "spa-coordinator"), await signIn(web.url, "spa-clinician")];
    const left = await upgrade("/api/live", [`Cookie: ${leaving}`]);
    const stayed = await upgrade("/api/live", [`Cookie: ${staying}`]);
    const answer = await fetch(`${web.url}/sign-out`, { method: "POST", headers: { ...fromOwnPage, cookie: leaving } });
    expect(answer.status).toBe(200);
    await waitFor(() => left.read().endsWith(closed4401), "a close frame with the code 4401", 20_000);
    await waitFor(() => left.socket.destroyed, "the tunnel of who signed out to end", 5_000);
    expect(stayed.socket.destroyed).toBe(false);
    stayed.socket.destroy();
  });

  it("N56: ends with 4401 when the session runs out", async () => {
    const clock = fakeClock(new Date().toISOString());
    const minuteMs = 60_000;
    const limits = { idleMs: 15 * minuteMs, managedIdleMs: 30 * minuteMs, absoluteMs: 720 * minuteMs };
    const short = await startWeb(behind.url, { clock, sessionLimits: limits });
    const cookie = await signIn(short.url, "spa-coordinator");
    const { read, socket } = await upgrade("/api/live", [`Cookie: ${cookie}`], short.url);
    clock.advanceMs(30 * minuteMs + 1);
    await waitFor(() => read().endsWith(closed4401), "a close frame with the code 4401", 20_000);
    socket.destroy();
    await short.app.close();
  });

  it("does not open for a session that is over, whatever ticket was fetched before", async () => {
    const cookie = await signIn(web.url, "spa-coordinator");
    await fetch(`${web.url}/sign-out`, { method: "POST", headers: { ...fromOwnPage, cookie } });
    expect((await upgrade("/api/live", [`Cookie: ${cookie}`])).read()).toMatch(/^HTTP\/1\.1 401/);
  });

  it("N43: takes nothing in the address, where it would be written down", async () => {
    const { read } = await upgrade("/api/live?ticket=abc");
    expect(read()).toMatch(/^HTTP\/1\.1 400/);
    expect(web.logged()).not.toContain("abc");
  });

  it("N44: in production refuses with 426 what did not come over TLS", async () => {
    const production = await startWeb(behind.url, { mode: "production" });
    for (const headers of [[], ["X-Forwarded-Proto: http"], ["X-Forwarded-Proto: https, http"]])
      expect((await upgrade("/api/live", headers, production.url)).read()).toMatch(/^HTTP\/1\.1 426 /);
    const { socket, read } = await upgrade("/api/live", ["X-Forwarded-Proto: https"], production.url);
    expect(read()).toMatch(/^HTTP\/1\.1 101/);
    socket.destroy();
    await production.app.close();
  });

  it("opens for the live board only", async () => {
    const { read } = await upgrade("/api/queue");
    expect(read()).toMatch(/^HTTP\/1\.1 404/);
  });

  it("closes every page with 1012 when this process stops, and waits for its answer", async () => {
    const live = await standBehind((_request, response) => response.writeHead(404).end());
    live.server.on("upgrade", (_request, socket) => {
      socket.on("error", () => undefined);
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
      // A websocket server ends the connection at a close frame.
      socket.on("data", () => socket.end());
    });
    const stopping = await startWeb(live.url);
    const { socket, read } = await upgrade("/api/live", [], stopping.url);
    const stopped = stopping.app.close();
    await waitFor(() => Buffer.from(read(), "latin1").subarray(-4).toString("hex") === "880203f4", "a close frame");
    expect(socket.destroyed).toBe(false);
    socket.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xf4]));
    await waitFor(() => socket.destroyed, "the page is let go");
    await stopped;
    await live.close();
  });

  it("says so when the live board is away", async () => {
    const away = await standBehind(() => undefined);
    await away.close();
    const alone = await startWeb(away.url);
    const response = await fetch(`${alone.url}/health/live`);
    expect(response.status).toBe(200);
    const socket = connect(Number(new URL(alone.url).port), "127.0.0.1");
    let text = "";
    socket.on("data", (bytes: Buffer) => {
      text += bytes.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.write("GET /api/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await waitFor(() => text.startsWith("HTTP/1.1 503"), "503 for a live board that is away");
    await alone.app.close();
  });
});
