// What the socket refuses, and how: abuse cases of the live connection, on a real server.
import { once } from "node:events";
import { waitFor } from "@ucrt/testing";
import type { WebSocket } from "ws";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHarness, ORIGIN, type Harness, type Instance } from "./live-harness.ts";
import { openRaw } from "./raw-websocket.ts";

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
const firstFrame = async (socket: WebSocket): Promise<Record<string, unknown>> => {
  const [data] = (await once(socket, "message")) as [Buffer];
  return JSON.parse(data.toString("utf8")) as Record<string, unknown>;
};
const say = (socket: WebSocket, frame: unknown): void =>
  socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));

describe("the handshake", () => {
  test.each([null, "null", "https://evil.example", "http://localhost:7000.evil.example", "http://localhost:70001"])(
    "N42: refuses the origin %s with 403",
    async (origin) => {
      expect(await refusal(harness.open(instance, { origin }))).toMatchObject({ status: 403 });
    },
  );

  test("N43: refuses a ticket or a token in the query with 400, and writes it down nowhere", async () => {
    const [ticket, token] = [await harness.ticket(instance, spa), await harness.token(spa)];
    for (const query of [`?ticket=${ticket}`, `?access_token=${token}`, `?token=${token}`])
      expect(await refusal(harness.open(instance, { query }))).toMatchObject({ status: 400 });
    await waitFor(() => instance.logged().split('"status":400').length > 3, "three refusals in the log");
    for (const secret of [ticket, token]) expect(instance.logged()).not.toContain(secret);
    // What was shown in an address has not become useless: nobody has looked at it there.
    const socket = await opened(harness.open(instance));
    say(socket, { type: "ticket", ticket });
    expect(await firstFrame(socket)).toMatchObject({ type: "hello" });
    expect(instance.logged()).not.toContain(ticket);
    socket.terminate();
  });

  test("N57: compression is offered and not negotiated", async () => {
    const offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    const { answer, socket } = await openRaw(instance.url, [`Origin: ${ORIGIN}`, offer]);
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer.toLowerCase()).not.toContain("sec-websocket-extensions");
    socket.destroy();
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

  test("N40: no ticket in time: 1008", async () => {
    expect(await closeCode(await opened(harness.open(instance)))).toBe(1008);
  });

  test("N41: a ticket shown twice counts once", async () => {
    const ticket = await harness.ticket(instance, spa);
    const first = await opened(harness.open(instance));
    say(first, { type: "ticket", ticket });
    await once(first, "message");
    const second = await opened(harness.open(instance));
    say(second, { type: "ticket", ticket });
    expect(await closeCode(second)).toBe(1008);
    first.terminate();
  });

  test("N41: a ticket counts for 30 seconds", async () => {
    let aheadMs = 0;
    const later = await harness.startInstance({ staleAfterMs: 120_000 }, { nowMs: () => Date.now() + aheadMs });
    const ticket = await harness.ticket(later, spa);
    aheadMs = 31_000;
    const socket = await opened(harness.open(later));
    say(socket, { type: "ticket", ticket });
    expect(await closeCode(socket)).toBe(1008);
  });

  test("N41: a ticket counts in the session it was given to, and in no other", async () => {
    const inSession = async (sessionId: string) => ({
      authorization: `Bearer ${await harness.token({ ...spa, sessionId })}`,
    });
    const ask = async (sessionId: string) => {
      const answer = await fetch(`http://${other.url}/api/live/tickets`, {
        method: "POST",
        headers: { ...(await inSession(sessionId)), origin: ORIGIN },
      });
      return ((await answer.json()) as { ticket: string }).ticket;
    };
    const show = async (ticket: string, headers: Record<string, string>) => {
      const socket = await opened(harness.open(other, { headers }));
      const closing = closeCode(socket);
      const hello = firstFrame(socket).then((frame) => frame["type"]);
      say(socket, { type: "ticket", ticket });
      const outcome = await Promise.race([closing, hello]);
      socket.terminate();
      return outcome;
    };
    expect(await show(await ask("one"), await inSession("one"))).toBe("hello");
    expect(await show(await ask("one"), await inSession("two"))).toBe(1008);
    expect(await show(await ask("one"), {})).toBe(1008);
    expect(await show(await harness.ticket(other, spa), await inSession("one"))).toBe(1008);
    const moved = await harness.token({ subject: "spa-1", role: "ucrt-lead", team: "north", sessionId: "one" });
    expect(await show(await ask("one"), { authorization: `Bearer ${moved}` })).toBe(4403);
  });

  test("N41: a ticket of one instance counts on another, one of another origin or of somebody else nowhere", async () => {
    const moved = await opened(harness.open(other));
    say(moved, { type: "ticket", ticket: await harness.ticket(instance, spa) });
    expect(await firstFrame(moved)).toMatchObject({ type: "hello" });
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

  test("N09: an internal token is no ticket, and a ticket no token", async () => {
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

describe("limits", () => {
  test("N53: the sixth connection of one person closes the oldest with 4409", async () => {
    const clients = [];
    for (let count = 0; count < 6; count += 1)
      clients.push(await harness.connect(other, { role: "spa-coordinator", subject: "many" }));
    expect((await clients[0]?.closed)?.code).toBe(4409);
    await clients[5]?.next("heartbeat");
    expect(clients.slice(1).some((client) => client.isClosed())).toBe(false);
    for (const client of clients) client.socket.terminate();
  });

  test("N48: more tickets of one person than a minute allows are closed with 4429, and nobody else's", async () => {
    const hasty = await harness.startInstance({ mostPerMinute: 3 });
    const connect = async (subject: string) => {
      const client = await harness.connect(hasty, { ...spa, subject });
      const outcome = Promise.race([client.closed.then(({ code }) => code), client.next("hello").then(() => "hello")]);
      const seen = await outcome;
      client.socket.terminate();
      return seen;
    };
    for (let count = 0; count < 3; count += 1) expect(await connect("hasty")).toBe("hello");
    expect(await connect("hasty")).toBe(4429);
    expect(await connect("calm")).toBe("hello");
  });

  test("N53: a full process answers 503 with Retry-After", async () => {
    await waitFor(() => instance.live.app.websocketServer.clients.size === 0, "earlier sockets are gone");
    const sockets = await Promise.all(Array.from({ length: 12 }, () => opened(harness.open(instance))));
    expect(await refusal(harness.open(instance))).toEqual({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
    for (const socket of sockets) socket.terminate();
  });

  test("N54: a client that never answers pings is cut off", async () => {
    await waitFor(() => instance.live.app.websocketServer.clients.size === 0, "earlier sockets are gone");
    const client = await harness.connect(instance, { ...spa, subject: "silent" });
    client.socket.pong = () => undefined;
    expect((await client.closed).code).toBe(1006);
  });
});
