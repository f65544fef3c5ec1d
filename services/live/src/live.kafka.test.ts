// The board on screens: two instances on a real broker, clients that come, go, come back and do not read.
import { once } from "node:events";
import { PARTITIONS, type BoardRow } from "@ucrt/schemas";
import { waitFor } from "@ucrt/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCursor } from "./cursor.ts";
import { createHarness, type Client, type Harness, type Instance } from "./live-harness.ts";
import { madeOffer, madeRow } from "./made-row.ts";

let harness: Harness;
let one: Instance;
let two: Instance;
const spa = { role: "spa-coordinator", subject: "spa-1" } as const;
const quick = { heartbeatEveryMs: 200, checkEveryMs: 100 };

beforeAll(async () => {
  harness = await createHarness();
  await harness.publishRows(madeRow({ place: "thurrock" }), madeRow({ place: "mid-essex" }));
  [one, two] = await Promise.all([harness.startInstance(quick), harness.startInstance(quick)]);
});
afterAll(() => harness.stop());

const has = (client: Client, row: BoardRow) =>
  waitFor(() => client.rows.get(row.referralId)?.version === row.version, `version ${row.version} on a screen`);
const offsetsOf = (client: Client) => readCursor(client.cursor() ?? "")?.offsets;
const textOf = (client: Client) =>
  JSON.stringify([...client.rows.values()].toSorted((a, b) => (a.referralId < b.referralId ? -1 : 1)));

describe("two instances", () => {
  test("show the same rows and versions at the same offsets", async () => {
    const clients = await Promise.all([harness.connect(one, spa), harness.connect(two, spa)]);
    const row = madeRow();
    for (let version = 1; version <= 20; version += 1) await harness.publishRows({ ...row, version }, madeRow());
    for (const client of clients) await has(client, { ...row, version: 20 });
    await waitFor(
      () => JSON.stringify(offsetsOf(clients[0])) === JSON.stringify(offsetsOf(clients[1])),
      "the same offsets on both",
    );
    expect(offsetsOf(clients[0])).toHaveLength(PARTITIONS);
    expect(textOf(clients[0])).toBe(textOf(clients[1]));
    expect(clients[0].rows.size).toBeGreaterThanOrEqual(23);
    expect(clients[0].frames[0]).toMatchObject({ type: "hello", protocol: 1, resumed: false });
    expect(clients[0].frames[1]?.type).toBe("snapshot");
  });

  test("a client that was cut off comes back on the other instance and sees every change, without a snapshot", async () => {
    const watcher = await harness.connect(one, spa);
    const row = madeRow();
    await harness.publishRows(row);
    await has(watcher, row);
    const cursor = watcher.cursor();
    watcher.socket.terminate();
    for (let version = 2; version <= 6; version += 1) await harness.publishRows({ ...row, version });
    const gone = madeRow();
    await harness.publishRows(gone);
    await harness.publish([{ key: gone.referralId, record: null }]);
    const back = await harness.connect(two, spa, cursor);
    await has(back, { ...row, version: 6 });
    await waitFor(
      () => back.frames.some((frame) => frame.type === "removed" && frame.referralId === gone.referralId),
      "the removal",
    );
    expect(back.frames[0]).toMatchObject({ type: "hello", resumed: true });
    expect(back.frames.some((frame) => frame.type === "snapshot")).toBe(false);
    const versions = back.frames.flatMap((frame) =>
      frame.type === "change" && frame.row.referralId === row.referralId ? [frame.row.version] : [],
    );
    expect(versions).toEqual([2, 3, 4, 5, 6]);
  });

  test("a cursor of another scope, of another topic, from the future or from nowhere gets a snapshot", async () => {
    const desk = await harness.connect(one, spa);
    await desk.next("heartbeat");
    const cursor = desk.cursor() ?? "";
    const [version, incarnation, scope, offsets] = cursor.split(".");
    const far = `${version}.${incarnation}.${scope}.${(offsets ?? "")
      .split("-")
      .map(() => "zzzz")
      .join("-")}`;
    const other = `${version}.${"x".repeat(16)}.${scope}.${offsets}`;
    const answers = await Promise.all([
      harness.connect(two, { role: "ucrt-clinician", subject: "u-1", team: "north" }, cursor),
      harness.connect(two, spa, other),
      harness.connect(two, spa, far),
      harness.connect(two, { ...spa, subject: "spa-2" }, "nonsense"),
    ]);
    for (const client of answers) {
      expect(await client.next("hello")).toMatchObject({ resumed: false });
      await client.next("snapshot");
    }
  });

  test("an older version than the one shown never reaches a screen", async () => {
    const client = await harness.connect(one, spa);
    const row = madeRow({ version: 7 });
    const marker = madeRow();
    await harness.publishRows(row);
    await has(client, row);
    await harness.publishRows({ ...row, version: 6, place: "nowhere" }, { ...row, version: 8 });
    await harness.publishRows(marker);
    await has(client, { ...row, version: 8 });
    await has(client, marker);
    expect(client.frames.some((frame) => frame.type === "change" && frame.row.place === "nowhere")).toBe(false);
  });
});

test("each sees what concerns them: a team from its offer to its lapse, a crew its own, the desk all", async () => {
  const [desk, north, south, crew, stranger] = await Promise.all([
    harness.connect(one, spa),
    harness.connect(one, { role: "ucrt-clinician", subject: "n", team: "north" }),
    harness.connect(two, { role: "ucrt-lead", subject: "s", team: "south" }),
    harness.connect(two, { role: "crew", subject: "crew-77", organisation: "RYC" }),
    harness.connect(one, { role: "crew", subject: "crew-78", organisation: "RYC" }),
  ]);
  const row = madeRow({ submitter: "crew-77" });
  await harness.publishRows(row, { ...row, version: 2, offer: madeOffer("north") });
  await has(north, { ...row, version: 2 });
  const moved = { ...row, version: 3, offer: madeOffer("south") };
  await harness.publishRows(moved);
  for (const client of [desk, south, crew]) await has(client, moved);
  await waitFor(() => !north.rows.has(row.referralId), "the row leaves the first team");
  expect(north.frames.filter((frame) => frame.type === "removed")).toHaveLength(1);
  expect(stranger.frames.some((frame) => frame.type === "change" || frame.type === "removed")).toBe(false);
  await waitFor(
    () => JSON.stringify(offsetsOf(stranger)) === JSON.stringify(offsetsOf(desk)),
    "the stranger's cursor advances with the heartbeat",
  );
});

test("heartbeats say how old the board is: the oldest beat, less what queue has not sent", async () => {
  const client = await harness.connect(one, spa);
  const atMs = Math.floor(Date.now() / 1000) * 1000;
  await harness.publishBeats(atMs, 4_000);
  await waitFor(
    () => client.frames.some((frame) => frame.type === "heartbeat" && frame.asOf === atMs - 4_000),
    "the age of the board",
  );
  await harness.publishBeats(atMs + 3_000);
  await waitFor(
    () => client.frames.some((frame) => frame.type === "heartbeat" && frame.asOf === atMs + 3_000),
    "the next beat",
  );
});

test("the desk hears of feeds and parked messages, teams do not", async () => {
  const [desk, team] = await Promise.all([
    harness.connect(one, spa),
    harness.connect(one, { role: "ucrt-lead", subject: "l", team: "north" }),
  ]);
  await harness.publish([
    {
      key: "feed-hospital",
      record: {
        kind: "feed-status",
        feed: "hospital",
        waiting: 9,
        oldestAt: null,
        lastHeardAt: null,
        isPaused: true,
        at: Date.now(),
      },
    },
    { key: "parked", record: { kind: "parked-status", count: 3, oldestAt: null, at: Date.now() } },
  ]);
  await waitFor(
    () => desk.frames.some((frame) => frame.type === "feeds" && frame.feeds.some((feed) => feed.waiting === 9)),
    "the feed's state",
  );
  await waitFor(() => desk.frames.some((frame) => frame.type === "parked" && frame.count === 3), "the parked count");
  expect(team.frames.some((frame) => frame.type === "feeds" || frame.type === "parked")).toBe(false);
  const later = await harness.connect(two, spa);
  await waitFor(
    () =>
      later.frames.some((frame) => frame.type === "snapshot" && frame.parked?.count === 3 && frame.feeds.length === 1),
    "both in a snapshot",
  );
});

test("a record nobody can read is left out, and the board goes on", async () => {
  const client = await harness.connect(one, spa);
  const row = madeRow();
  for (const text of [
    "",
    "{",
    "[]",
    '{"kind":"row"}',
    '{"kind":"surprise"}',
    '{"kind":"row","kind":"beat"}',
    `{"a":${"[".repeat(1_000)}`,
  ])
    await harness.publishText(row.referralId, text);
  await harness.publishRows(row);
  await has(client, row);
});

test("N54: a client that never reads is told, closed with 4408, and slows nobody; one that reads again in time gets a snapshot", async () => {
  const [strict, patient] = await Promise.all([
    harness.startInstance({ ...quick, closeAfterMs: 2_000, cutAfterMs: 30_000 }),
    harness.startInstance({ ...quick, closeAfterMs: 60_000 }),
  ]);
  const [reader, deaf, tired] = await Promise.all([
    harness.connect(strict, { ...spa, subject: "reader" }),
    harness.connect(strict, { ...spa, subject: "deaf" }),
    harness.connect(patient, { ...spa, subject: "tired" }),
  ]);
  await Promise.all([deaf.next("snapshot"), tired.next("snapshot")]);
  deaf.socket.pause();
  tired.socket.pause();
  // More than the buffers of the two kernels hold, or nothing would ever wait in the process.
  const rows = Array.from({ length: 160 }, () => madeRow({ endedAs: "x".repeat(100_000) }));
  for (let start = 0; start < rows.length; start += 8) {
    const some = rows.slice(start, start + 8);
    await harness.publishRows(...some);
    for (const row of some) await has(reader, row);
  }
  await waitFor(async () => (await strict.closed(4408)) === 1, "the deaf client is closed", 20_000);
  expect(reader.isClosed()).toBe(false);
  deaf.socket.resume();
  expect((await deaf.closed).code).toBe(4408);
  expect(deaf.frames.some((frame) => frame.type === "snapshot-due")).toBe(true);

  await harness.publish(rows.map((row) => ({ key: row.referralId, record: null })));
  const marker = madeRow();
  await harness.publishRows(marker);
  await has(reader, marker);
  tired.socket.resume();
  await has(tired, marker);
  expect(tired.isClosed()).toBe(false);
  expect(tired.frames.filter((frame) => frame.type === "snapshot")).toHaveLength(2);
  expect(textOf(tired)).toBe(textOf(reader));
});

test("a stopping instance closes with 1012, and its clients go on at the other", async () => {
  const third = await harness.startInstance(quick);
  const client = await harness.connect(third, { ...spa, subject: "mover" });
  await client.next("heartbeat");
  await third.stop();
  expect((await client.closed).code).toBe(1012);
  const row = madeRow();
  await harness.publishRows(row);
  const back = await harness.connect(one, { ...spa, subject: "mover" }, client.cursor());
  await has(back, row);
});

test("an instance that hears nothing from Kafka sends its clients to another (4410) and takes no new ones", async () => {
  let aheadMs = 0;
  const lone = await harness.startInstance(quick, { nowMs: () => Date.now() + aheadMs });
  const client = await harness.connect(lone, { ...spa, subject: "stranded" });
  await client.next("heartbeat");
  aheadMs = 16_000;
  expect((await client.closed).code).toBe(4410);
  expect((await fetch(`http://${lone.url}/health/ready`)).status).toBe(503);
  const [, answer] = (await once(harness.open(lone), "unexpected-response")) as [unknown, { statusCode?: number }];
  expect(answer.statusCode).toBe(503);
  const moved = await harness.connect(one, { ...spa, subject: "stranded" }, client.cursor());
  expect(await moved.next("hello")).toMatchObject({ resumed: true });
  aheadMs = 0;
  await waitFor(() => lone.live.readiness().ready, "the instance is fresh again");
});
