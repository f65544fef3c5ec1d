// What a client may say on the socket, which is its ticket and nothing else: abuse cases, each on a real server, with bytes no library would send.
import { once } from "node:events";
import { liveFrame, type LiveFrame } from "@ucrt/schemas";
import { waitFor } from "@ucrt/testing";
import type { WebSocket } from "ws";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHarness, ORIGIN, type Client, type Harness, type Instance } from "./live-harness.ts";
import { madeOffer, madeRow } from "./made-row.ts";
import { first, frameOf, openRaw } from "./raw-websocket.ts";
import { CLIENT_FRAGMENT_LIMIT, CLIENT_FRAME_LIMIT_BYTES } from "./settings.ts";

let harness: Harness;
let instance: Instance;
const spa = { role: "spa-coordinator", subject: "spa-1" } as const;
const team = { role: "ucrt-clinician", subject: "u-1", team: "north" } as const;

beforeAll(async () => {
  harness = await createHarness();
  instance = await harness.startInstance({ heartbeatEveryMs: 200 });
});
afterAll(() => harness.stop());

/** A socket that has not shown its ticket, and the frames it hears. */
async function fresh(): Promise<{
  readonly socket: WebSocket;
  readonly heard: LiveFrame[];
  readonly code: Promise<number>;
}> {
  const socket = harness.open(instance);
  const heard: LiveFrame[] = [];
  socket.on("message", (data) => void heard.push(liveFrame.parse(JSON.parse((data as Buffer).toString("utf8")))));
  const code = once(socket, "close").then(([given]) => given as number);
  await once(socket, "open");
  return { socket, heard, code };
}

const raw = () => openRaw(instance.url, [`Origin: ${ORIGIN}`]);
const errorsOf = (frames: readonly LiveFrame[]) => frames.filter(({ type }) => type === "error");

describe("bytes", () => {
  test("N45: 16 KiB are read, one byte more is 1009", async () => {
    const { socket, heard, code } = await fresh();
    socket.send("x".repeat(CLIENT_FRAME_LIMIT_BYTES));
    await waitFor(() => errorsOf(heard).length === 1, "an error frame for what is no ticket");
    socket.send("x".repeat(CLIENT_FRAME_LIMIT_BYTES + 1));
    expect(await code).toBe(1009);
  });

  const text = Buffer.from("{}");
  test.each([
    ["a binary frame is 1003", 1003, frameOf(first.final | first.binary, text)],
    ["invalid UTF-8 is 1007", 1007, frameOf(first.final | first.text, Buffer.from([0xc3, 0x28]))],
    ["a reserved bit is 1002", 1002, frameOf(first.final | first.reserved | first.text, text)],
    ["an unmasked frame is 1002", 1002, frameOf(first.final | first.text, text, false)],
  ] as const)("N46: %s", async (_what, code, bytes) => {
    const { socket, closeCode } = await raw();
    socket.write(bytes);
    expect(await closeCode()).toBe(code);
    socket.destroy();
  });

  test("N47: 65 tiny fragments are 1008, 64 are one frame", async () => {
    const { socket, closeCode } = await raw();
    const fragment = (index: number, last: boolean) =>
      frameOf((last ? first.final : 0) | (index === 0 ? first.text : first.continuation), Buffer.from("x"));
    const whole = Array.from({ length: CLIENT_FRAGMENT_LIMIT }, (_, at) =>
      fragment(at, at === CLIENT_FRAGMENT_LIMIT - 1),
    );
    let answered = false;
    socket.once("data", () => (answered = true));
    socket.write(Buffer.concat(whole));
    await waitFor(() => answered, "an error frame for 64 fragments");
    socket.write(Buffer.concat(Array.from({ length: CLIENT_FRAGMENT_LIMIT + 1 }, (_, at) => fragment(at, false))));
    expect(await closeCode()).toBe(1008);
    socket.destroy();
  });

  test("N47: a million empty fragments are 1008, and none of them is kept", async () => {
    const { socket, closeCode } = await raw();
    socket.write(frameOf(first.text));
    const thousand = Buffer.concat(Array.from({ length: 1_000 }, () => frameOf(first.continuation)));
    const beforeBytes = process.memoryUsage().rss;
    for (let sent = 0; sent < 1_000 && !socket.destroyed; sent += 1) socket.write(thousand);
    expect(await closeCode()).toBe(1008);
    await waitFor(
      () => socket.destroyed || socket.writableLength === 0,
      "all of it to have been sent or given up",
      20_000,
    );
    // Kept, each would cost some hundred bytes; what was sent are six million in all.
    expect(process.memoryUsage().rss - beforeBytes).toBeLessThan(64 * 1024 * 1024);
    socket.destroy();
  });
});

describe("frames", () => {
  const joined = async (): Promise<Client> => {
    const client = await harness.connect(instance, spa);
    await client.next("heartbeat");
    return client;
  };

  test("N49: invalid JSON, an unknown type and an unknown field are told, the third time 1008", async () => {
    const { socket, heard, code } = await fresh();
    socket.send("not json");
    socket.send(JSON.stringify({ type: "surprise" }));
    socket.send(JSON.stringify({ type: "ticket", ticket: "x", role: "spa-clinician" }));
    expect(await code).toBe(1008);
    expect(heard.map(({ type }) => type)).toEqual(["error", "error", "error"]);
  });

  test("N50: whoever asks for more than they are sent gets an error and no data, the third time 1008", async () => {
    const client = await harness.connect(instance, team);
    await client.next("snapshot");
    const row = madeRow({ place: "thurrock" });
    for (const asked of [
      { type: "subscribe", referralId: row.referralId },
      { type: "subscribe", topic: "*" },
      { type: "ticket", ticket: await harness.ticket(instance, spa) },
    ])
      client.socket.send(JSON.stringify(asked));
    expect((await client.closed).code).toBe(1008);
    expect(errorsOf(client.frames)).toHaveLength(3);
    expect(client.frames.filter(({ type }) => type === "snapshot")).toHaveLength(1);
    expect(client.rows.size).toBe(0);
  });

  test("N48: of two hundred messages three are read, and the socket is closed", async () => {
    const client = await joined();
    for (let count = 0; count < 200; count += 1) client.socket.send(JSON.stringify({ type: "ticket", ticket: "x" }));
    expect((await client.closed).code).toBe(1008);
    expect(errorsOf(client.frames)).toHaveLength(3);
  });

  test("N48: two hundred pings in a minute are 4429", async () => {
    const client = await joined();
    // One after the other: a burst is cut off by the library, before anybody could count.
    for (let count = 0; count < 200 && !client.isClosed(); count += 1) {
      client.socket.ping();
      await Promise.race([once(client.socket, "pong"), client.closed]);
    }
    expect((await client.closed).code).toBe(4429);
  });

  test("N51: an acceptance sent as a frame is told where it belongs, and changes nothing", async () => {
    const [accepting, watching] = [await harness.connect(instance, team), await joined()];
    const row = { ...madeRow(), offer: madeOffer("north") };
    await harness.publishRows(row);
    await waitFor(() => accepting.rows.has(row.referralId), "the offer on the team's screen");
    const accept = { type: "accept", referralId: row.referralId, expectedVersion: row.version };
    accepting.socket.send(JSON.stringify(accept));
    await waitFor(() => errorsOf(accepting.frames).length === 1, "an error frame");
    expect(errorsOf(accepting.frames)[0]).toMatchObject({ detail: expect.stringContaining("commands go over HTTP") });
    const marker = madeRow();
    await harness.publishRows(marker);
    await waitFor(() => watching.rows.has(marker.referralId), "a change that came later");
    expect(watching.rows.get(row.referralId)).toMatchObject({ version: row.version, state: row.state });
    for (const client of [accepting, watching]) client.socket.terminate();
  });

  test("N52: what was recorded on one socket and is played on another is refused", async () => {
    const ticket = await harness.ticket(instance, spa);
    const recorded = await fresh();
    recorded.socket.send(JSON.stringify({ type: "ticket", ticket }));
    await waitFor(() => recorded.heard.some(({ type }) => type === "heartbeat"), "frames to record");
    const [hello, snapshot] = recorded.heard;
    const replayed = await fresh();
    for (const frame of [hello, snapshot]) replayed.socket.send(JSON.stringify(frame));
    await waitFor(() => errorsOf(replayed.heard).length === 2, "two error frames");
    replayed.socket.send(JSON.stringify({ type: "ticket", ticket }));
    expect(await replayed.code).toBe(1008);
    expect(replayed.heard.every(({ type }) => type === "error")).toBe(true);
    recorded.socket.terminate();
  });
});
