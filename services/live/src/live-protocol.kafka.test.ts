// What the socket refuses, and how: abuse cases of the live connection, on a real server.
import { once } from "node:events";
import { waitFor } from "@ucrt/testing";
import type { WebSocket } from "ws";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHarness, ORIGIN, type Harness, type Instance } from "./live-harness.ts";

let harness: Harness;
let instance: Instance;
let other: Instance;
const spa = { role: "spa-clinician", subject: "spa-1" } as const;

beforeAll(async () => {
  harness = await createHarness();
  [instance, other] = await Promise.all([
    harness.startInstance({
      ticketWaitMs: 500,
      heartbeatEveryMs: 200,
      checkEveryMs: 50,
      pingEveryMs: 300,
      socketsPerProcess: 12,
    }),
    harness.startInstance({ heartbeatEveryMs: 200 }),
  ]);
});
afterAll(() => harness.stop());

const closeCode = async (socket: WebSocket): Promise<number> => {
  const [code] = (await once(socket, "close")) as [number];
  return code;
};
const opened = async (socket: WebSocket): Promise<WebSocket> => {
  await once(socket, "open");
  return socket;
};
const refusal = async (socket: WebSocket): Promise<{ status: number | undefined; retryAfter: string | undefined }> => {
  const [, answer] = (await once(socket, "unexpected-response")) as [
    unknown,
    { statusCode?: number; headers: Record<string, string> },
  ];
  return { status: answer.statusCode, retryAfter: answer.headers["retry-after"] };
};
const say = (socket: WebSocket, frame: unknown): void =>
  socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));

describe("the handshake", () => {
  test.each([null, "null", "https://evil.example", "http://localhost:7000.evil.example", "http://localhost:70001"])(
    "refuses the origin %s with 403",
    async (origin) => {
      expect(await refusal(harness.open(instance, { origin }))).toMatchObject({ status: 403 });
    },
  );

  test("refuses a ticket in the query with 400", async () => {
    expect(await refusal(harness.open(instance, { query: "?ticket=abc" }))).toMatchObject({ status: 400 });
  });

  test("does not negotiate compression", async () => {
    const socket = await opened(harness.open(instance));
    expect(socket.extensions).toBe("");
    socket.terminate();
  });
});

describe("tickets", () => {
  test.each([
    ["nobody", undefined, 401],
    ["a commissioner", "commissioner", 403],
    ["an operator", "operator", 403],
    ["a feed", "feed", 403],
  ] as const)("%s gets none", async (_who, role, status) => {
    const headers = role === undefined ? {} : { authorization: `Bearer ${await harness.token({ role })}` };
    expect((await fetch(`http://${instance.url}/api/live/tickets`, { method: "POST", headers })).status).toBe(status);
  });

  test("no ticket in time: 1008", async () => {
    expect(await closeCode(await opened(harness.open(instance)))).toBe(1008);
  });

  test("a ticket shown twice counts once", async () => {
    const ticket = await harness.ticket(instance, spa);
    const first = await opened(harness.open(instance));
    say(first, { type: "ticket", ticket });
    await once(first, "message");
    const second = await opened(harness.open(instance));
    say(second, { type: "ticket", ticket });
    expect(await closeCode(second)).toBe(1008);
    first.terminate();
  });

  test("a ticket of one instance counts on another, one of another origin or of somebody else nowhere", async () => {
    const moved = await opened(harness.open(other));
    say(moved, { type: "ticket", ticket: await harness.ticket(instance, spa) });
    const [hello] = (await once(moved, "message")) as [Buffer];
    expect(JSON.parse(hello.toString("utf8"))).toMatchObject({ type: "hello" });
    const foreign = await opened(harness.open(other));
    say(foreign, { type: "ticket", ticket: await harness.ticket(instance, spa, "https://elsewhere.example") });
    expect(await closeCode(foreign)).toBe(1008);
    const borrowed = await opened(
      harness.open(other, {
        headers: { authorization: `Bearer ${await harness.token({ role: "crew", subject: "crew-1" })}` },
      }),
    );
    say(borrowed, { type: "ticket", ticket: await harness.ticket(instance, spa) });
    expect(await closeCode(borrowed)).toBe(1008);
    moved.terminate();
  });

  test("an internal token is no ticket, and a ticket no token", async () => {
    const socket = await opened(harness.open(instance));
    say(socket, { type: "ticket", ticket: await harness.token(spa) });
    expect(await closeCode(socket)).toBe(1008);
    const ticket = await harness.ticket(instance, spa);
    expect(
      (
        await fetch(`http://${instance.url}/api/live/tickets`, {
          method: "POST",
          headers: { authorization: `Bearer ${ticket}`, origin: ORIGIN },
        })
      ).status,
    ).toBe(401);
  });
});

describe("frames of a client", () => {
  test.each([
    ["before the ticket", async (socket: WebSocket) => socket],
    [
      "after it",
      async (socket: WebSocket) => {
        say(socket, { type: "ticket", ticket: await harness.ticket(instance, spa) });
        await once(socket, "message");
        return socket;
      },
    ],
  ])("%s: what is not allowed gets an error frame, the third time 1008", async (_when, prepare) => {
    const socket = await prepare(await opened(harness.open(instance)));
    const errors: unknown[] = [];
    socket.on("message", (data) => {
      const frame = JSON.parse((data as Buffer).toString("utf8")) as { type: string };
      if (frame.type === "error") errors.push(frame);
    });
    const closing = closeCode(socket);
    say(socket, "not json");
    say(socket, { type: "accept", referralId: "x" });
    say(socket, { type: "ticket", ticket: "x", extra: true });
    expect(await closing).toBe(1008);
    expect(errors).toHaveLength(3);
  });

  test("binary is 1003, more than 16 KiB 1009, many fragments 1008, bad UTF-8 1007", async () => {
    const send: readonly [number, (socket: WebSocket) => void][] = [
      [1003, (socket) => socket.send(Buffer.from("{}"), { binary: true })],
      [1009, (socket) => socket.send("x".repeat(16 * 1024 + 1))],
      [1007, (socket) => socket.send(Buffer.from([0xff, 0xfe, 0xfd]), { binary: false })],
      [1008, (socket) => Array.from({ length: 66 }, (_, index) => socket.send("x", { fin: index === 65 }))],
    ];
    for (const [code, act] of send) {
      const socket = await opened(harness.open(instance));
      const closing = closeCode(socket);
      act(socket);
      expect(await closing).toBe(code);
    }
  });
});

describe("limits", () => {
  test("the sixth connection of one person closes the oldest with 4409", async () => {
    const clients = [];
    for (let count = 0; count < 6; count += 1)
      clients.push(await harness.connect(other, { role: "spa-coordinator", subject: "many" }));
    expect((await clients[0]?.closed)?.code).toBe(4409);
    await clients[5]?.next("heartbeat");
    expect(clients.slice(1).some((client) => client.isClosed())).toBe(false);
    for (const client of clients) client.socket.terminate();
  });

  test("a full process answers 503 with Retry-After", async () => {
    await waitFor(() => instance.live.app.websocketServer.clients.size === 0, "earlier sockets are gone");
    const sockets = await Promise.all(Array.from({ length: 12 }, () => opened(harness.open(instance))));
    expect(await refusal(harness.open(instance))).toEqual({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
    for (const socket of sockets) socket.terminate();
  });

  test("a client that never answers pings is cut off", async () => {
    await waitFor(() => instance.live.app.websocketServer.clients.size === 0, "earlier sockets are gone");
    const client = await harness.connect(instance, { ...spa, subject: "silent" });
    client.socket.pong = () => undefined;
    expect((await client.closed).code).toBe(1006);
  });
});
