// The numbers an operator watches: right, and no dearer the more referrals have ended.
import { createDatabase, createPool } from "@ucrt/postgres";
import { createMetricsRegistry } from "@ucrt/service";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addAgeMetrics } from "./age-metrics.ts";
import { SCHEMA } from "./migrations.ts";
import type { QueueTables } from "./tables.ts";
import { makeQueue, MINUTE, type MadeQueue } from "./made/made-queue.ts";

let queue: MadeQueue;
beforeEach(async () => {
  queue = await makeQueue();
});
afterEach(() => queue.stop());

/** The value of a series; undefined when it is not there. */
async function read(name: string, labels = "", db = queue.parts.db): Promise<number | undefined> {
  const registry = createMetricsRegistry("queue");
  addAgeMetrics(registry, { db, clock: queue.parts.clock });
  const found = new RegExp(`^${name}\\{${labels}[^}]*\\} (\\S+)$`, "m").exec(await registry.metrics())?.[1];
  return found === undefined ? undefined : Number(found);
}

test("the oldest offer without acceptance shows its age, and every other wait is 0", async () => {
  await queue.offered();
  queue.time.nowMs += 7 * MINUTE;
  await queue.offered();
  expect(await read("queue_oldest_wait_seconds", 'waits_for="acceptance"')).toBe(7 * 60);
  expect(await read("queue_oldest_wait_seconds", 'waits_for="advice"')).toBe(0);
  expect(await read("queue_referrals", 'state="offered"')).toBe(2);
});

test("with 100,000 ended referrals no reading looks at any of them", async () => {
  const { referralId } = await queue.offered();
  const { pool } = queue.database;
  await pool.query(
    `insert into queue.referral (id, version, state, waiting_for, is_ended, received_at, ended_at, correlation_id, folded, changed_at)
     select gen_random_uuid(), 1, 'closed', null, true, received_at, received_at, correlation_id, '{}', changed_at
     from queue.referral, generate_series(1, 100000) where id = $1`,
    [referralId],
  );
  await pool.query(
    `insert into queue.parked (parked_id, service, reason, detail, topic, partition, message_offset, headers, masked, size_bytes, attempts, parked_at, first_at, last_at, replayed_at)
     select gen_random_uuid(), 'intake', 'made', '', 'made', 0, n::text, '{}', '', 0, 1, now(), now(), now(), now() from generate_series(1, 100000) n`,
  );
  await pool.query("analyze queue.referral");
  await pool.query("analyze queue.parked");
  // One connection, as the service has them, so that its own count of rows can be asked for.
  const one = createPool({
    url: queue.database.url,
    schema: SCHEMA,
    applicationName: "queue-test",
    max: 1,
    byIndexOnly: true,
    logger: queue.parts.logger,
  });
  const rowsRead = async (): Promise<number> => {
    await one.query("select pg_stat_force_next_flush()");
    const { rows } = await one.query<{ count: number }>(
      `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 as count from pg_stat_user_tables
       where schemaname = 'queue' and relname in ('referral', 'parked')`,
    );
    return rows[0]?.count ?? 0;
  };
  const before = await rowsRead();
  const db = createDatabase<QueueTables>(one);
  expect(await read("queue_referrals", 'state="offered"', db)).toBe(1);
  expect(await read("queue_parked_messages", "", db)).toBe(0);
  await one.query("select 1");
  const after = await rowsRead();
  // Two scrapes; a look at all rows would be 100,000 each.
  expect(after - before).toBeGreaterThan(0);
  expect(after - before).toBeLessThan(20);
  await db.destroy();
});
