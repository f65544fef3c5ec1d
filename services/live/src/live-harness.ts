/**
 * For tests: instances of `live` on a real broker and clients that speak the protocol. In: a topic suffix of the test's own. Out: instances, clients,
 * and a way to publish board records. Starts and stops everything it makes.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createKafka, createProducer, createTopics, silentLog } from "@ucrt/kafka";
import {
  BOARD_TOPIC,
  boardRecord,
  liveFrame,
  PARTITIONS,
  topics,
  type BoardRecord,
  type BoardRow,
  type LiveFrame,
  type Principal,
} from "@ucrt/schemas";
import {
  authenticateByInternalToken,
  createLogger,
  createMetricsRegistry,
  generateInternalKeys,
  mintInternalToken,
  readSigningKey,
  readVerifyingKeys,
  systemClock,
  type Clock,
} from "@ucrt/service";
import { testBrokers, waitFor } from "@ucrt/testing";
import { WebSocket } from "ws";
import type { LiveSettings } from "./settings.ts";
import { startLive, type Live } from "./wiring.ts";

export const ORIGIN = "http://localhost:7000";

export interface Instance {
  readonly live: Live;
  readonly url: string;
  /** The counter of closed sockets for a code. */
  readonly closed: (code: number) => Promise<number>;
  /** Everything it has logged, at every level. */
  readonly logged: () => string;
  readonly stop: () => Promise<void>;
}

export interface Client {
  readonly socket: WebSocket;
  readonly frames: LiveFrame[];
  /** The client's own picture, kept as the protocol says. */
  readonly rows: Map<string, BoardRow>;
  readonly cursor: () => string | undefined;
  readonly next: <Type extends LiveFrame["type"]>(type: Type) => Promise<Extract<LiveFrame, { type: Type }>>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly isClosed: () => boolean;
}

export interface Harness {
  readonly startInstance: (settings?: Partial<LiveSettings>, clock?: Clock) => Promise<Instance>;
  readonly token: (principal: Partial<Principal> & Pick<Principal, "role">) => Promise<string>;
  readonly ticket: (
    instance: Instance,
    principal: Partial<Principal> & Pick<Principal, "role">,
    origin?: string | null,
  ) => Promise<string>;
  /** A socket without a word said. */
  readonly open: (
    instance: Instance,
    options?: { readonly origin?: string | null; readonly query?: string; readonly headers?: Record<string, string> },
  ) => WebSocket;
  /** A client that has shown its ticket. */
  readonly connect: (
    instance: Instance,
    principal: Partial<Principal> & Pick<Principal, "role">,
    cursor?: string,
  ) => Promise<Client>;
  readonly publish: (
    records: readonly { readonly key: string; readonly record: BoardRecord | null; readonly partition?: number }[],
  ) => Promise<void>;
  /** Any text as a record's value. */
  readonly publishText: (key: string, text: string) => Promise<void>;
  readonly publishRows: (...rows: BoardRow[]) => Promise<void>;
  readonly publishBeats: (atMs: number, oldestUnsentAgeMs?: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Makes the topic and the keys. */
export async function createHarness(): Promise<Harness> {
  const topicSuffix = `-${randomBytes(6).toString("hex")}`;
  const client = createKafka({ brokers: testBrokers(), clientId: "live-test", logger: silentLog, topicSuffix });
  await createTopics(
    client,
    topics.filter((topic) => topic.name === BOARD_TOPIC),
    { replicationFactor: 1 },
  );
  const producer = createProducer(client);
  const keys = await generateInternalKeys();
  const signing = await readSigningKey(keys.privateKey);
  const authenticate = authenticateByInternalToken({
    keys: await readVerifyingKeys(keys.publicKey),
    clock: systemClock,
    mode: "local",
  });
  const ticketKey = randomBytes(32);
  const instances: Instance[] = [];
  const sockets: WebSocket[] = [];

  const startInstance: Harness["startInstance"] = async (settings = {}, clock = systemClock) => {
    const registry = createMetricsRegistry("live");
    const lines: string[] = [];
    const live = await startLive({
      client: createKafka({ brokers: testBrokers(), clientId: "live-test", logger: silentLog, topicSuffix }),
      logger: createLogger({
        service: "live-test",
        level: "trace",
        destination: { write: (line: string) => void lines.push(line) },
      }),
      clock,
      authenticate,
      allowedOrigins: [ORIGIN],
      ticketKey,
      registry,
      settings,
      onFatal: (error) => {
        throw error;
      },
    });
    await live.app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = live.app.server.address() as AddressInfo;
    await waitFor(() => live.readiness().ready, "the board is read", 30_000);
    let stopped: Promise<void> | undefined;
    const instance: Instance = {
      live,
      url: `127.0.0.1:${port}`,
      closed: async (code) => {
        const metric = (await registry.getMetricsAsJSON()).find((one) => one.name === "live_sockets_closed_total");
        return metric?.values.find((value) => value.labels["code"] === String(code))?.value ?? 0;
      },
      logged: () => lines.join(""),
      stop: () => (stopped ??= live.stop()),
    };
    instances.push(instance);
    return instance;
  };

  const token: Harness["token"] = (principal) =>
    mintInternalToken(
      { subject: "somebody", name: "Somebody", organisation: "QH8", ...principal },
      { key: signing, clock: systemClock },
    );

  const ticket: Harness["ticket"] = async (instance, principal, origin = ORIGIN) => {
    const answer = await fetch(`http://${instance.url}/api/live/tickets`, {
      method: "POST",
      headers: { authorization: `Bearer ${await token(principal)}`, ...(origin === null ? {} : { origin }) },
    });
    if (answer.status !== 200) throw new Error(`no ticket: ${answer.status}`);
    return ((await answer.json()) as { ticket: string }).ticket;
  };

  const open: Harness["open"] = (instance, { origin = ORIGIN, query = "", headers = {} } = {}) => {
    const socket = new WebSocket(`ws://${instance.url}/api/live${query}`, {
      headers: { ...headers, ...(origin === null ? {} : { origin }) },
    });
    socket.on("error", () => undefined);
    sockets.push(socket);
    return socket;
  };

  const connect: Harness["connect"] = async (instance, principal, cursor) => {
    const text = await ticket(instance, principal);
    const socket = open(instance);
    const made = listen(socket);
    await once(socket, "open");
    socket.send(JSON.stringify({ type: "ticket", ticket: text, ...(cursor === undefined ? {} : { cursor }) }));
    return made;
  };

  const publish: Harness["publish"] = (records) =>
    producer.send(
      records.map(({ key, record, partition }) => ({
        topic: BOARD_TOPIC,
        key,
        value: record === null ? null : JSON.stringify(boardRecord.encode(record)),
        headers: {},
        ...(partition === undefined ? {} : { partition }),
      })),
    );

  return {
    startInstance,
    token,
    ticket,
    open,
    connect,
    publish,
    publishText: (key, value) => producer.send([{ topic: BOARD_TOPIC, key, value, headers: {} }]),
    publishRows: (...rows) => publish(rows.map((record) => ({ key: record.referralId, record }))),
    publishBeats: (at, oldestUnsentAgeMs = 0) =>
      publish(
        Array.from({ length: PARTITIONS }, (_, partition) => ({
          key: `beat-${partition}`,
          partition,
          record: { kind: "beat", partition, at, oldestUnsentAgeMs, lastFetchAt: at, version: 1 },
        })),
      ),
    stop: async () => {
      for (const socket of sockets) socket.terminate();
      await Promise.all(instances.map((instance) => instance.stop()));
      await producer.disconnect();
    },
  };
}

/** Keeps a client's picture: older versions are ignored, snapshots replace it. */
function listen(socket: WebSocket): Client {
  const frames: LiveFrame[] = [];
  const rows = new Map<string, BoardRow>();
  let cursor: string | undefined;
  let isClosed = false;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => {
      isClosed = true;
      resolve({ code, reason: reason.toString("utf8") });
    });
  });
  socket.on("message", (data) => {
    const frame = liveFrame.parse(JSON.parse((data as Buffer).toString("utf8")));
    frames.push(frame);
    if ("cursor" in frame) cursor = frame.cursor;
    if (frame.type === "snapshot") {
      rows.clear();
      for (const row of frame.rows) rows.set(row.referralId, row);
    } else if (frame.type === "change") {
      if ((rows.get(frame.row.referralId)?.version ?? 0) <= frame.row.version)
        rows.set(frame.row.referralId, frame.row);
    } else if (frame.type === "removed" && (rows.get(frame.referralId)?.version ?? 0) <= frame.version)
      rows.delete(frame.referralId);
  });
  return {
    socket,
    frames,
    rows,
    cursor: () => cursor,
    next: async (type) => {
      const seen = frames.length;
      const found = await waitFor(
        () => frames.slice(seen).find((frame) => frame.type === type) ?? frames.find((frame) => frame.type === type),
        `a frame of type ${type}`,
      );
      return found as never;
    },
    closed,
    isClosed: () => isClosed,
  };
}
