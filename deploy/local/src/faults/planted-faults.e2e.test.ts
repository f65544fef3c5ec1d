// The judge as a program, against a real small run: clean at first; then faults are planted into the real tables, topics, logs and history, and each is found.
import { spawn } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cloudEventHeaders, createProducer } from "@ucrt/kafka";
import { BOARD_TOPIC } from "@ucrt/schemas";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWholeSystem, type WholeSystem } from "../e2e/whole-system.ts";
import { canariesSent } from "./canaries.ts";
import { readHistory } from "./history.ts";
import type { Verdict } from "./judge.ts";

let system: WholeSystem;
let historyFile: string;
let database: pg.Client;

beforeAll(async () => {
  system = await startWholeSystem();
  historyFile = join(system.folder, "history.jsonl");
  database = new pg.Client({ connectionString: system.stack.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await system.stop();
});

function run(script: string, args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

const where = (): string[] => [
  `--brokers=${system.stack.kafkaBrokers}`,
  `--topic-suffix=${system.stack.topicSuffix}`,
  `--web-url=${system.stack.webUrl}`,
];

async function check(): Promise<Verdict & { readonly code: number }> {
  const { code, output } = await run("check.ts", [
    ...where(),
    `--history=${historyFile}`,
    `--database-url=${system.stack.databaseUrl}`,
    `--anchor-file=${join(system.folder, "anchors.jsonl")}`,
    `--logs=${join(system.folder, "logs")}`,
    `--metrics=${system.stack.urls.queue}/metrics`,
    "--drain-seconds=60",
  ]);
  return { code, ...(JSON.parse(output) as Verdict) };
}

/** Ids of referrals in such a state, to do something to; each once. */
async function referralsIn(states: string, count: number): Promise<readonly string[]> {
  const { rows } = await database.query<{ id: string }>(
    `select id from queue.referral where state ${states} and version > 6 order by received_at limit ${count}`,
  );
  return rows.map(({ id }) => id);
}

it("finds a real run clean, and then every fault that was planted into it", { timeout: 360_000 }, async () => {
  const drive = await run("driver.ts", [
    ...where(),
    `--history=${historyFile}`,
    "--seconds=10",
    "--rate=5",
    "--seed=3",
    "--poison=0.1",
    "--finish-seconds=2",
    "--settle-seconds=11",
  ]);
  expect(drive.code, drive.output).toBe(0);

  const clean = await check();
  expect(clean.violations).toEqual([]);
  expect(clean.code).toBe(0);
  // Nothing was measured of memory here; everything else had something to look at.
  expect(clean.notJudged).toEqual(["I11"]);

  const [lost, twice, swapped, altered, miscounted, unseen] = await referralsIn(
    "in ('closed', 'arrived', 'accepted', 'en-route')",
    6,
  );
  const [moved] = await referralsIn("in ('accepted', 'en-route', 'offered')", 20).then((ids) =>
    ids.filter((id) => ![lost, twice, swapped, altered, miscounted, unseen].includes(id)),
  );
  await plant({ lost, twice, swapped, altered, miscounted, moved });
  await sendOlderRow(altered ?? "");
  hideFromView(unseen ?? "");
  const [canaries] = canariesSent(readHistory(historyFile));
  appendFileSync(system.stack.logFile("queue"), `{"msg":"called ${canaries?.name ?? ""}"}\n`);

  const verdict = await check();
  expect(verdict.code).toBe(1);
  const saidOf = (invariant: string, id: string | undefined): string =>
    verdict.violations
      .filter((one) => one.invariant === invariant && one.id === id)
      .map(({ what }) => what)
      .join("; ");
  expect(saidOf("I14", "referrals")).toMatch(/were received and \d+ are in the queue/);
  expect(verdict.violations.map(({ what }) => what).join("\n")).toContain(
    `its referral ${lost ?? ""} is not in the queue`,
  );
  expect(saidOf("I3", twice)).toContain("the acceptance that is open is not the one that its facts say");
  expect(saidOf("I2", swapped)).not.toBe("");
  expect(saidOf("I6", swapped)).toContain("link 2 does not follow the one before it");
  expect(saidOf("I6", altered)).toContain("link 1 was altered");
  expect(saidOf("I6", "audit:verify")).toContain("BAD fact");
  expect(saidOf("I14", miscounted)).toContain("declines");
  expect(saidOf("I9", moved)).toContain("is armed for");
  expect(saidOf("I10", altered)).toContain("the board's topic ends with version");
  expect(saidOf("I5", unseen)).toContain("lacks the row");
  expect(saidOf("I4", "nobody-sent-this")).toContain("nobody sent it");
  expect(
    verdict.violations
      .filter(({ invariant }) => invariant === "I7")
      .map(({ what }) => what)
      .join(),
  ).toContain("is parked without its bytes");
  expect(saidOf("I12", "log queue.log")).toContain("holds Canarywell");
});

async function plant(
  at: Readonly<Record<"lost" | "twice" | "swapped" | "altered" | "miscounted" | "moved", string | undefined>>,
): Promise<void> {
  for (const [what, id] of Object.entries(at)) expect(id, `a referral to be ${what}`).toBeDefined();
  const todo: readonly (readonly [string, readonly unknown[]])[] = [
    ["alter table queue.fact disable trigger only_inserted", []],
    ["delete from queue.fact where chain_id = $1", [at.lost]],
    ["delete from queue.timer where referral_id = $1", [at.lost]],
    ["delete from queue.offer where referral_id = $1", [at.lost]],
    ["delete from queue.acceptance where referral_id = $1", [at.lost]],
    ["delete from queue.referral where id = $1", [at.lost]],
    ["update queue.acceptance set ended_at = clock_timestamp() where referral_id = $1", [at.twice]],
    [
      "insert into queue.acceptance (referral_id, offer_id, team, accepted_at) values ($1, gen_random_uuid(), 'ucrt-thurrock', clock_timestamp())",
      [at.twice],
    ],
    ["update queue.fact set sequence = 1002 where chain_id = $1 and sequence = 2", [at.swapped]],
    ["update queue.fact set sequence = 2 where chain_id = $1 and sequence = 3", [at.swapped]],
    ["update queue.fact set sequence = 3 where chain_id = $1 and sequence = 1002", [at.swapped]],
    [
      "update queue.fact set body = replace(body, '\"opened\"', '\"opened\" ') where chain_id = $1 and sequence = 1",
      [at.altered],
    ],
    ["update metrics.measure set declines = declines + 1 where referral_id = $1", [at.miscounted]],
    ["update queue.timer set due_at = due_at + interval '1 hour' where referral_id = $1", [at.moved]],
    ["update queue.parked set body = null where parked_id = (select parked_id from queue.parked limit 1)", []],
    [
      `insert into intake.inbox (feed, organisation, request_id, body_hash, kind, event_id, answer, received_at, confirmed_at)
       values ('hospital', 'RAJ', 'nobody-sent-this', '', 'stale', gen_random_uuid(), 'null', 0, clock_timestamp())`,
      [],
    ],
    ["alter table queue.fact enable trigger only_inserted", []],
  ];
  for (const [text, values] of todo) await database.query(text, [...values]);
}

/** Behind the newest row of the compacted topic, an older one: what a reader ends with. */
async function sendOlderRow(id: string): Promise<void> {
  const { rows } = await database.query<{ body: string }>("select body from queue.board_record where key = $1", [id]);
  const row = JSON.parse(rows[0]?.body ?? "{}") as { readonly version: number };
  const producer = createProducer(system.kafka);
  await producer.send([
    {
      topic: BOARD_TOPIC,
      key: id,
      value: JSON.stringify({ ...row, version: row.version - 1 }),
      headers: cloudEventHeaders({
        id: `${id}/older`,
        type: BOARD_TOPIC,
        source: "queue",
        time: new Date().toISOString(),
      }),
    },
  ]);
  await producer.disconnect();
}

/** The coordinator's last view, as if one row had never reached it. */
function hideFromView(id: string): void {
  const lines = readFileSync(historyFile, "utf8")
    .trimEnd()
    .split("\n")
    .map((text) => {
      const line = JSON.parse(text) as {
        readonly id: string;
        readonly value?: { readonly what?: string; rows?: [string][] };
      };
      if (line.value?.what === "view" && line.id === "spa-coordinator")
        line.value.rows = line.value.rows?.filter(([shown]) => shown !== id) ?? [];
      return JSON.stringify(line);
    });
  writeFileSync(historyFile, `${lines.join("\n")}\n`);
}
