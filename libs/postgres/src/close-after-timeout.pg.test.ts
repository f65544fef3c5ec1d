// A server that falls silent in the middle, and does what it was told when it wakes. Between the pool and the real server stands a line that can be held.
import { connect, createServer, type Server, type Socket } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Retryable, silentLog } from "@ucrt/kafka";
import { createTestDatabase, waitFor, type TestDatabase } from "@ucrt/testing"; // @boundaries-ignore tests only; it depends on this package
import { createDatabase, createPool, inTransaction } from "./pool.ts";

interface Thing {
  thing: { id: number };
}

let database: TestDatabase;
let line: HeldLine;
let behindLine: ReturnType<typeof createDatabase<Thing>>;
let direct: ReturnType<typeof createDatabase<Thing>>;

beforeAll(async () => {
  database = await createTestDatabase();
  const server = new URL(database.url);
  line = await startLine(Number(server.port), server.hostname);
  const throughLine = new URL(database.url);
  throughLine.hostname = "127.0.0.1";
  throughLine.port = String(line.port);
  const shared = { schema: "public", logger: silentLog, max: 1 };
  behindLine = createDatabase<Thing>(
    createPool({ ...shared, url: throughLine.href, applicationName: "behind-line", answerTimeoutMs: 300 }),
  );
  direct = createDatabase<Thing>(createPool({ ...shared, url: database.url, applicationName: "direct" }));
  await sql`create table thing (id int primary key)`.execute(direct);
});
afterAll(async () => {
  await Promise.all([behindLine.destroy(), direct.destroy()]);
  line.stop();
  await database.drop();
});

const ids = async (): Promise<readonly number[]> =>
  (await sql<{ id: number }>`select id from thing order by id`.execute(direct)).rows.map(({ id }) => id);

test("what is written after a transaction that could not begin is stored, and nothing of the one before", async () => {
  await sql`insert into thing values (1)`.execute(behindLine);
  line.hold();
  await expect(
    inTransaction(behindLine, (trx) => sql`insert into thing values (2)`.execute(trx)),
  ).rejects.toBeInstanceOf(Retryable);
  line.letGo();
  await waitFor(
    () =>
      sql`insert into thing values (3)`.execute(behindLine).then(
        () => true,
        () => false,
      ),
    "the pool has a connection that works",
  );
  expect(await ids()).toEqual([1, 3]);
});

test("a transaction whose server fell silent in the middle is not committed by whoever comes next", async () => {
  const before = await ids();
  await expect(
    inTransaction(behindLine, async (trx) => {
      await sql`insert into thing values (4)`.execute(trx);
      line.hold();
      await sql`select 1`.execute(trx);
    }),
  ).rejects.toBeInstanceOf(Retryable);
  line.letGo();
  await waitFor(
    () =>
      inTransaction(behindLine, (trx) => sql`insert into thing values (5)`.execute(trx)).then(
        () => true,
        () => false,
      ),
    "the pool has a connection that works",
  );
  expect(await ids()).toEqual([...before, 5]);
});

interface HeldLine {
  readonly port: number;
  hold(): void;
  letGo(): void;
  stop(): void;
}

/** Passes bytes on both ways; while held, those to the server wait, and arrive afterwards. */
async function startLine(port: number, host: string): Promise<HeldLine> {
  const clients = new Set<Socket>();
  let isHeld = false;
  const server: Server = createServer((client) => {
    const far = connect({ port, host });
    clients.add(client);
    if (isHeld) client.pause();
    client.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => client.write(bytes));
    for (const [one, other] of [
      [client, far],
      [far, client],
    ] as const) {
      one.on("error", () => undefined);
      // What had arrived here before the end is still the server's to read, as on a real line.
      one.on("close", () => other.end());
    }
    client.on("close", () => clients.delete(client));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the line listens nowhere");
  return {
    port: address.port,
    hold: () => {
      isHeld = true;
      for (const client of clients) client.pause();
    },
    letGo: () => {
      isHeld = false;
      for (const client of clients) client.resume();
    },
    stop: () => {
      for (const client of clients) client.destroy();
      server.close();
    },
  };
}
