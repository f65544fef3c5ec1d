/**
 * `npm run metrics:rebuild`: reads the whole log of facts again, folds it anew, corrects what was kept, and rolls every month up again; says what differed.
 * Runs beside the live service: a referral that moved on meanwhile keeps its newer row. Never writes to Kafka.
 */
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { foldMeasure, type Measure } from "@ucrt/domain";
import { createKafka, kafkaSecurity, startCompactedReader, type KafkaClient } from "@ucrt/kafka";
import { createDatabase, createPool, inTransaction, readDatabaseNow } from "@ucrt/postgres";
import { FACTS_TOPIC, type OtherFact } from "@ucrt/schemas";
import { createLogger, readConfig } from "@ucrt/service";
import { metricsFields } from "./config.ts";
import { loadMeasures, rowOf, saveMeasures } from "./measure-rows.ts";
import { isReferralFact, readFact } from "./on-fact.ts";
import { correctOtherRows } from "./other-facts.ts";
import { rollUpMonth, type RollupRules } from "./roll-up-month.ts";
import { roleName, schemaName, type MetricsTables } from "./tables.ts";
import { allMonths, rollupRulesOf } from "./when-months-change.ts";

export interface Rebuilt {
  readonly facts: number;
  readonly referrals: number;
  /** Rows that were different, missing, or not in the log. */
  readonly corrected: number;
  readonly months: number;
  /** Rolled-up groupings of a month whose numbers were others before. */
  readonly correctedRollups: number;
  readonly unreadable: number;
}

const ROWS_AT_ONCE = 1_000;

/** Folds the whole log and corrects the tables to match it. */
export async function rebuild(db: Kysely<MetricsTables>, client: KafkaClient, rules: RollupRules): Promise<Rebuilt> {
  const { measures, others, facts, unreadable } = await foldWholeLog(client);
  let corrected = 0;
  const ids = [...measures.keys()].toSorted();
  for (let start = 0; start < ids.length; start += ROWS_AT_ONCE) {
    const part = ids.slice(start, start + ROWS_AT_ONCE);
    corrected += await inTransaction(db, async (trx) => {
      const kept = await loadMeasures(trx, part);
      const wrong = part
        .map((id) => measures.get(id))
        .filter((one): one is Measure => one !== undefined && differs(kept.get(one.referralId), one));
      if (wrong.length > 0)
        await trx
          .deleteFrom("measure")
          .where(
            "referral_id",
            "in",
            wrong.map((one) => one.referralId),
          )
          .execute();
      await saveMeasures(trx, wrong);
      return wrong.length;
    });
  }
  corrected += await removeUnknown(db, measures);
  corrected += await correctOtherRows(db, others);
  const months = await allMonths(db, rules.civil);
  let correctedRollups = 0;
  for (const month of months) {
    const { changed } = await rollUpMonth(db, { month, nowMs: await readDatabaseNow(db), rules });
    correctedRollups += changed;
  }
  return { facts, referrals: measures.size, corrected, months: months.length, correctedRollups, unreadable };
}

/** A newer row is not different: the service went on while the log was read. */
function differs(kept: Measure | undefined, rebuilt: Measure): boolean {
  if (kept === undefined) return true;
  return kept.sequence <= rebuilt.sequence && JSON.stringify(rowOf(kept)) !== JSON.stringify(rowOf(rebuilt));
}

/** Rows the log does not know, older than the newest fact it has, do not belong here. */
async function removeUnknown(db: Kysely<MetricsTables>, measures: ReadonlyMap<string, Measure>): Promise<number> {
  let newest = 0;
  for (const one of measures.values()) newest = Math.max(newest, one.receivedAt);
  const { rows } = await sql<{
    referral_id: string;
  }>`select referral_id from measure where received_at < ${newest}`.execute(db);
  const unknown = rows.map((row) => row.referral_id).filter((id) => !measures.has(id));
  if (unknown.length > 0) await db.deleteFrom("measure").where("referral_id", "in", unknown).execute();
  return unknown.length;
}

async function foldWholeLog(
  client: KafkaClient,
): Promise<{ measures: Map<string, Measure>; others: OtherFact[]; facts: number; unreadable: number }> {
  const measures = new Map<string, Measure>();
  const others: OtherFact[] = [];
  const failed = Promise.withResolvers<never>();
  let facts = 0;
  let unreadable = 0;
  const reader = startCompactedReader({
    client,
    name: "metrics-rebuild",
    topic: FACTS_TOPIC,
    onRecord: (message) => {
      const fact = readFact(message);
      facts += 1;
      if (!isReferralFact(fact)) {
        others.push(fact);
        return;
      }
      const measure = foldMeasure(measures.get(fact.referralId) ?? null, fact);
      if (measure !== null) measures.set(fact.referralId, measure);
    },
    onUnreadable: () => {
      unreadable += 1;
    },
    onFatal: failed.reject,
  });
  await Promise.race([reader.ready, failed.promise]);
  await reader.stop();
  return { measures, others, facts, unreadable };
}

if (import.meta.main) {
  const config = readConfig(
    metricsFields.pick({
      AREA: true,
      KAFKA_BROKERS: true,
      KAFKA_USERNAME: true,
      KAFKA_PASSWORD: true,
      KAFKA_SASL_MECHANISM: true,
      KAFKA_TLS: true,
      DATABASE_URL: true,
      DATABASE_ROLE_PASSWORD: true,
      TOPIC_SUFFIX: true,
    }),
    process.env,
  );
  const logger = createLogger({ service: "metrics-rebuild", level: "warn" });
  const db = createDatabase<MetricsTables>(
    createPool({
      url: config.DATABASE_URL,
      schema: schemaName,
      role: { name: roleName, password: config.DATABASE_ROLE_PASSWORD },
      applicationName: "metrics-rebuild",
      logger,
    }),
  );
  const result = await rebuild(
    db,
    createKafka({
      brokers: config.KAFKA_BROKERS,
      ...kafkaSecurity(config),
      clientId: "metrics-rebuild",
      logger,
      topicSuffix: config.TOPIC_SUFFIX,
    }),
    rollupRulesOf(config.AREA),
  );
  console.log(
    `Read ${result.facts} facts of ${result.referrals} referrals; corrected ${result.corrected} rows and ${result.correctedRollups} rollups of ${result.months} months; could not read ${result.unreadable} records.`,
  );
  await db.destroy();
}
