/**
 * Puts `queue` together: area files, keys, PostgreSQL, Kafka, consumers, jobs, relay, HTTP. In: configuration and the life of the process.
 * Each input has a consumer of its own, so that a slow one stops nobody else's; each job runs in one instance at a time.
 */
import {
  createKafka,
  createProducer,
  parkWith,
  startBatchConsumer,
  type BatchConsumer,
  type IncomingMessage,
  type KafkaClient,
  type Producer,
  kafkaSecurity,
} from "@ucrt/kafka";
import { createDatabase, createPool, readDatabaseNow, startRelay, type Relay } from "@ucrt/postgres";
import { ADVICE_TOPIC, PARKED_TOPIC, SUBMITTED_TOPIC } from "@ucrt/schemas";
import type { Logger, ServiceLife } from "@ucrt/service";
import type { Registry } from "prom-client";
import { loadCurrentRows } from "./board-records.ts";
import type { QueueConfig } from "./config.ts";
import { teamChainOf } from "./ids.ts";
import { SCHEMA } from "./migrations.ts";
import { onAdvice } from "./on-advice.ts";
import { onParked } from "./on-parked.ts";
import { onSubmitted } from "./on-submitted.ts";
import { parkOldOrphans } from "./orphans.ts";
import type { Alarm, Parts } from "./parts.ts";
import { readParts } from "./read-parts.ts";
import { startSteadyJob, type SteadyJob, type SteadyJobOptions } from "./steady-job.ts";
import type { QueueTables } from "./tables.ts";
import { whenAdviceIsMissing } from "./when-advice-is-missing.ts";
import { whenAnchorIsDue } from "./when-anchor-is-due.ts";
import { whenBeatIsDue } from "./when-beat-is-due.ts";
import { whenCallDraftsWait } from "./when-call-drafts-wait.ts";
import { whenRecordsAreOld, whenRetentionEnds } from "./when-records-are-old.ts";
import { whenPausesEnd } from "./when-pauses-end.ts";
import { ensureTeams, whenTeamsOpen, whenTeamStateChanges } from "./when-team-state-changes.ts";
import { whenParkedMessagesWait, whenReplaysAreDue } from "./when-replays-are-due.ts";
import { whenTimersAreDue } from "./when-timer-due.ts";

export interface WiringOptions {
  readonly config: QueueConfig;
  readonly logger: Logger;
  readonly life: Pick<ServiceLife, "onStop" | "onFatal">;
  /** Takes the numbers of pool, consumers and relay. */
  readonly registry?: Registry;
  /** Replaces the database's clock, in tests. */
  readonly clock?: Parts["clock"];
}

export interface Queue {
  readonly parts: Parts;
  readonly relay: Relay;
  readonly consumers: readonly BatchConsumer[];
  readonly jobs: readonly SteadyJob[];
}

/** Starts everything but HTTP. Area files that are wrong, or a database that was not migrated, stop the start. */
export async function startQueue(options: WiringOptions): Promise<Queue> {
  const { config, logger, life } = options;
  const numbers = options.registry === undefined ? {} : { registry: options.registry };
  const pool = createPool({
    url: config.DATABASE_URL,
    schema: SCHEMA,
    role: { name: config.DATABASE_ROLE, password: config.DATABASE_ROLE_PASSWORD },
    applicationName: "queue",
    max: 20,
    byIndexOnly: true,
    logger,
    ...numbers,
  });
  const db = createDatabase<QueueTables>(pool);
  life.onStop("postgres", () => db.destroy());
  const client = createKafka({
    brokers: config.KAFKA_BROKERS,
    ...kafkaSecurity(config),
    clientId: "queue",
    logger,
    topicSuffix: config.TOPIC_SUFFIX,
    ...numbers,
  });
  const relayProducer = createProducer(client);
  const parkingProducer = createProducer(client);
  life.onStop("producers", () => Promise.all([relayProducer.disconnect(), parkingProducer.disconnect()]));

  const raiseAlarm = (alarm: Alarm): void => {
    logger.error(
      {
        part: "alarm",
        alarm: alarm.kind,
        ...(alarm.referralId === undefined ? {} : { referralId: alarm.referralId }),
        ...alarm.details,
      },
      "alarm",
    );
  };
  const relay = startRelay({
    pool,
    schema: SCHEMA,
    producer: relayProducer,
    logger,
    loadCurrent: (refs) => loadCurrentRows(db, refs),
    ...numbers,
    onAlarm: (alarm) => raiseAlarm({ kind: "relay", details: { what: alarm.kind, reason: alarm.reason } }),
  });
  life.onStop("relay", () => relay.stop());

  const parts: Parts = {
    ...readParts(config),
    db,
    clock: options.clock ?? readDatabaseNow,
    logger,
    wakeRelay: () => relay.wake(),
    raiseAlarm,
  };
  await ensureTeams(parts, teamChainOf);
  // Kafka may be away now; the consumers find it by themselves when it is back.
  const consumers = startConsumers({ parts, client, producer: parkingProducer, life });
  const jobs = startJobs(parts, config, () => Math.min(...consumers.map(lastFetchOf)));
  for (const job of jobs) life.onStop("job", () => job.stop());
  return { parts, relay, consumers, jobs };
}

function startConsumers(given: {
  readonly parts: Parts;
  readonly client: KafkaClient;
  readonly producer: Producer;
  readonly life: WiringOptions["life"];
}): readonly BatchConsumer[] {
  const { parts, client, producer, life } = given;
  const consume = (
    groupId: string,
    topic: string,
    handleBatch: (messages: readonly IncomingMessage[]) => Promise<void>,
  ): BatchConsumer => {
    const consumer = startBatchConsumer({
      client,
      groupId,
      serviceName: "queue",
      topics: [topic],
      handleBatch,
      park: parkWith({ producer, serviceName: "queue" }),
      onFatal: life.onFatal,
      onAlarm: (alarm) =>
        parts.raiseAlarm({
          kind: "consumer",
          details: { what: alarm.kind, topic: alarm.topic, partition: alarm.partition, reason: alarm.reason },
        }),
    });
    life.onStop(groupId, () => consumer.stop());
    return consumer;
  };
  return [
    consume("queue-submitted", SUBMITTED_TOPIC, onSubmitted(parts)),
    consume("queue-advice", ADVICE_TOPIC, onAdvice(parts)),
    consume("queue-parked", PARKED_TOPIC, onParked(parts)),
  ];
}

/** Epoch ms of the oldest last fetch of a consumer's topics; the start of time before the first. */
function lastFetchOf(consumer: BatchConsumer): number {
  return Math.min(...Object.values(consumer.status().lastFetchAtMs).map((atMs) => atMs ?? 0));
}

function startJobs(parts: Parts, config: QueueConfig, lastFetchAtMs: () => number): readonly SteadyJob[] {
  const start = (job: string, everyMs: number, run: SteadyJobOptions["run"]): SteadyJob =>
    startSteadyJob({ job, everyMs, run, db: parts.db, logger: parts.logger });
  return [
    start("timers", 250, () => whenTimersAreDue(parts)),
    start("beat", 3_000, () => whenBeatIsDue(parts, lastFetchAtMs)),
    start("advice-missing", 5_000, () => whenAdviceIsMissing(parts)),
    start("pauses-end", 5_000, () => whenPausesEnd(parts)),
    start("teams-open", 5_000, () => whenTeamsOpen(parts)),
    start("team-state-changes", 500, () => whenTeamStateChanges(parts)),
    start("orphans", 5_000, async () => (await parkOldOrphans(parts)) > 0),
    start("replays", 500, () => whenReplaysAreDue(parts)),
    start("parked-waiting", 5_000, () => whenParkedMessagesWait(parts)),
    start("call-drafts", 5_000, () => whenCallDraftsWait(parts)),
    start("anchor", 60_000, () => whenAnchorIsDue(parts, config.ANCHOR_FILE)),
    start("old-records", 600_000, () => whenRecordsAreOld(parts, config.DONE_STAYS_HOURS)),
    start("retention", 3_600_000, () => whenRetentionEnds(parts, config.RETENTION_YEARS)),
  ];
}
