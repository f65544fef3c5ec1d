// One process of the floor: the bare clients doing a service's reads and writes for each referral, and none of its decisions. In: FLOOR_ROLE and
// addresses. Out: messages, rows, frames of the product's number and size. Says "ready" to its parent.
import { randomUUID } from "node:crypto";
import { Agent, createServer, request } from "node:http";
import { connect } from "node:net";
import { Kafka, logLevel, Partitioners, type Producer } from "kafkajs";
import pg from "pg";
import { WebSocketServer } from "ws";
import { consume, fail } from "./consume.ts";
import { outboxInMemory, outboxOf, type FloorOutbox } from "./outbox.ts";
import {
  adviceMessage,
  boardMessage,
  factMessage,
  feedbackMessage,
  stateText,
  receiptMessage,
  resumedFrame,
  snapshotFrame,
  submittedMessage,
  teamMessage,
  topicNames,
} from "./shape.ts";

const setting = (name: string): string => process.env[name] ?? "";
const role = setting("FLOOR_ROLE");
const suffix = setting("FLOOR_SUFFIX");
const port = Number(setting("PORT"));
const kafka = new Kafka({
  clientId: `floor-${role}`,
  brokers: setting("FLOOR_BROKERS").split(","),
  logLevel: logLevel.ERROR,
});
const pool =
  setting("FLOOR_DATABASE_URL") === ""
    ? undefined
    : new pg.Pool({ connectionString: setting("FLOOR_DATABASE_URL"), max: 20 });

/** As many as the reconnect scenario puts on the product's board. */
const snapshotRows = 40;

const topic = (name: keyof typeof topicNames): string => `${topicNames[name]}${suffix}`;
const group = (name: string): string => `floor-${name}${suffix}`;

process.on("disconnect", () => process.exit(0));
try {
  await start(role);
  process.send?.("ready");
} catch (error) {
  fail(error);
}

async function start(name: string): Promise<void> {
  switch (name) {
    case "web":
      return startWeb();
    case "intake":
      return startIntake();
    case "eligibility":
      return startAdviser("eligibility", "opened", "assessed");
    case "routing":
      return startAdviser("routing", "routing-requested", "routed");
    case "queue":
      return startQueue();
    case "live":
      return startLive();
    case "metrics":
      return consume(kafka, {
        groupId: group("metrics"),
        topic: topic("facts"),
        gatherMs: 250,
        handle: (messages) => keep("floor.measure", unique(messages), stateText.measure, [], undefined),
      });
    default:
      throw new Error(`The floor has no process ${name}`);
  }
}

/** The public origin: passes requests on, tunnels the websocket. Tokens and tickets are words without meaning here. */
async function startWeb(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2_000 });
  const intakePort = Number(setting("FLOOR_INTAKE_PORT"));
  const queuePort = Number(setting("FLOOR_QUEUE_PORT"));
  const livePort = Number(setting("FLOOR_LIVE_PORT"));
  const server = createServer((incoming, answer) => {
    if (incoming.url === "/local/tokens") return void answer.end('{"token":"floor"}');
    if (incoming.url === "/api/live/tickets") return void answer.end('{"ticket":"floor"}');
    const outgoing = request(
      {
        agent,
        host: "127.0.0.1",
        port: incoming.url?.startsWith("/api/referrals") === true ? queuePort : intakePort,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      },
      (inner) => {
        answer.writeHead(inner.statusCode ?? 502, inner.headers);
        inner.pipe(answer);
      },
    );
    outgoing.on("error", fail);
    incoming.pipe(outgoing);
  });
  server.on("upgrade", (incoming, client, head) => {
    const inner = connect(livePort, "127.0.0.1", () => {
      const lines = [`GET ${incoming.url ?? "/"} HTTP/1.1`];
      for (let index = 0; index < incoming.rawHeaders.length; index += 2)
        lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`);
      inner.write(`${lines.join("\r\n")}\r\n\r\n`);
      inner.write(head);
      inner.pipe(client).pipe(inner);
    });
    inner.on("error", () => client.destroy());
    client.on("error", () => inner.destroy());
  });
  await listen(server);
}

async function startIntake(): Promise<void> {
  const outbox = await makeOutbox("floor.intake_outbox");
  const server = createServer((incoming, answer) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      const id = randomUUID();
      keep("floor.submission", [id], `${stateText.inbox}${stateText.submission}`, [submittedMessage(id)], outbox).then(
        () => {
          answer.writeHead(202, { "content-type": "application/json" });
          answer.end(JSON.stringify({ referralId: id, statusUrl: `/api/submissions/${id}` }));
        },
        fail,
      );
    });
  });
  // The feed: the sender's message in, stored, a receipt for the sender out. The floor keeps the request's id as the referral's.
  await consume(kafka, {
    groupId: group("intake-feed"),
    topic: topic("feed"),
    handle: (messages) => {
      const ids = messages.map((one) => one.id);
      return keep(
        "floor.submission",
        ids.toSorted(),
        `${stateText.inbox}${stateText.submission}`,
        ids.flatMap((id) => [submittedMessage(id), receiptMessage(id)]),
        outbox,
      );
    },
  });
  await consume(kafka, {
    groupId: group("intake-facts"),
    topic: topic("facts"),
    gatherMs: 100,
    handle: (messages) =>
      keep(
        "floor.answer",
        unique(messages),
        stateText.submission,
        messages.filter((one) => one.kind === "offered").map((one) => feedbackMessage(one.key)),
        outbox,
      ),
  });
  await listen(server);
}

/** `eligibility` and `routing`: facts in, advice out, one send for a batch; team states are read by both. */
async function startAdviser(name: string, asksAt: string, advice: "assessed" | "routed"): Promise<void> {
  const producer = await makeProducer();
  const outbox = outboxInMemory(producer, suffix);
  await Promise.all([
    consume(kafka, {
      groupId: group(`${name}-facts`),
      topic: topic("facts"),
      handle: (messages) =>
        outbox.add(
          undefined,
          messages.filter((one) => one.kind === asksAt).map((one) => adviceMessage(one.key, advice)),
        ),
    }),
    consume(kafka, { groupId: group(`${name}-teams`), topic: topic("teamState"), handle: async () => undefined }),
  ]);
}

async function startQueue(): Promise<void> {
  const outbox = await makeOutbox("floor.queue_outbox");
  await Promise.all([
    consume(kafka, {
      groupId: group("queue-submitted"),
      topic: topic("submitted"),
      handle: (messages) =>
        keep(
          "floor.referral",
          unique(messages),
          stateText.referral,
          messages.flatMap(({ key }) => [factMessage(key, "opened"), boardMessage(key, 1)]),
          outbox,
        ),
    }),
    consume(kafka, {
      groupId: group("queue-advice"),
      topic: topic("advice"),
      handle: (messages) =>
        keep(
          "floor.referral",
          unique(messages),
          stateText.referral,
          [
            ...messages.flatMap(({ key, kind }) =>
              kind === "assessed"
                ? [factMessage(key, "assessed"), factMessage(key, "routing-requested"), boardMessage(key, 3)]
                : [factMessage(key, "routed"), factMessage(key, "offered"), boardMessage(key, 5)],
            ),
            ...teamsOf(messages.filter((one) => one.kind === "routed").length),
          ],
          outbox,
        ),
    }),
    serveCommands(outbox),
  ]);
}

/** A command over HTTP: one transaction with a fact, a row and a team's state, then the answer. */
async function serveCommands(outbox: FloorOutbox): Promise<void> {
  const server = createServer((incoming, answer) => {
    incoming.resume();
    incoming.on("end", () => {
      const id = incoming.url?.split("/")[3] ?? "";
      const messages = [factMessage(id, "offered"), boardMessage(id, 5), teamMessage(0)];
      keep("floor.referral", [id], stateText.referral, messages, outbox).then(
        () => answer.writeHead(200, { "content-type": "application/json" }).end('{"state":"accepted"}'),
        fail,
      );
    });
  });
  await listen(server);
}

/** Teams whose state moved: one message each, as the product sends the row as it is. */
const teamsOf = (offers: number) => Array.from({ length: Math.min(4, offers) }, (_unused, team) => teamMessage(team));

async function startLive(): Promise<void> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const snapshot = snapshotFrame(snapshotRows);
  sockets.on("connection", (socket) =>
    socket.once("message", (data) => socket.send((data as Buffer).includes('"cursor"') ? resumedFrame : snapshot)),
  );
  await consume(kafka, {
    groupId: group("live-board"),
    topic: topic("board"),
    handle: async (messages) => {
      for (const { value } of messages) {
        const frame = `{"type":"change","cursor":"${"c".repeat(180)}","row":${value.toString("utf8")}}`;
        for (const socket of sockets.clients) socket.send(frame);
      }
    },
  });
  await listen(server);
}

/** One transaction: lock what is there, write the state of each id, add the messages; then wake the relay. Without PostgreSQL: the messages alone. */
async function keep(
  table: string,
  ids: readonly string[],
  text: string,
  messages: Parameters<FloorOutbox["add"]>[1],
  outbox: FloorOutbox | undefined,
): Promise<void> {
  if (pool === undefined) return outbox?.add(undefined, messages);
  const client = await pool.connect();
  try {
    await client.query("begin");
    // Named statements are planned once for a connection, as the product's are.
    await client.query({
      name: `lock-${table}`,
      text: `select id from ${table} where id = any($1::uuid[]) order by id for update`,
      values: [ids],
    });
    await client.query({
      name: `keep-${table}`,
      text: `insert into ${table} (id, version, body) select id, 1, $2 from unnest($1::uuid[]) as id
        on conflict (id) do update set version = ${table}.version + 1, body = excluded.body`,
      values: [ids, text],
    });
    await outbox?.add(client, messages);
    await client.query("commit");
  } finally {
    client.release();
  }
  outbox?.wake();
}

const unique = (messages: readonly { readonly key: string }[]): string[] =>
  [...new Set(messages.map((one) => one.key))].sort();

async function makeProducer(): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: false,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return producer;
}

async function makeOutbox(table: string): Promise<FloorOutbox> {
  const producer = await makeProducer();
  return pool === undefined ? outboxInMemory(producer, suffix) : outboxOf(pool, producer, table, suffix);
}

function listen(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
}
