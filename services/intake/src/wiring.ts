/**
 * Joins the parts of `intake`: one consumer for each feed, one for facts, the relay, the checks by time, the HTTP routes.
 * In: a database, a Kafka client, the area's files. Out: routes, a status, a stop. Kafka may be away: HTTP goes on, and what is stored is sent later.
 */
import { randomUUID } from "node:crypto";
import type { Directory } from "@ucrt/domain";
import { createProducer, parkWith, startBatchConsumer, type BatchConsumer, type KafkaClient } from "@ucrt/kafka";
import { createDatabase, startRelay, tryLease, type Pool, type Relay } from "@ucrt/postgres";
import {
  FACTS_TOPIC,
  OPERATIONS_TOPIC,
  feed as feeds,
  feedTopic,
  type BarsSettings,
  type Feed,
  type Reasons,
} from "@ucrt/schemas";
import {
  loadCriteriaVersions,
  readAreaDescription,
  readBarsSettings,
  readDirectory,
  readReasons,
  readTimeouts,
} from "@ucrt/schemas/areas";
import { createDirectory } from "@ucrt/domain";
import type { Clock, HttpServer, Logger } from "@ucrt/service";
import type { Registry } from "prom-client";
import { addActOnSubmission } from "./act-on-submission.ts";
import { startBars, type BarsPartner } from "./bars/wiring.ts";
import { addFeedMetrics } from "./feed-metrics.ts";
import { checkAnswersOwed, type OwedLimits } from "./check-answers-owed.ts";
import { addGetSubmissions } from "./get-submissions.ts";
import { heldBackLately, holdBack, readFeedLoads, sendFeedStatus } from "./hold-back-feeds.ts";
import { onFacts } from "./on-fact.ts";
import { onOperations } from "./on-operations.ts";
import { onFeedMessages } from "./on-feed-message.ts";
import { addPostReferral } from "./post-referral.ts";
import { createStore } from "./store-together.ts";
import type { SubmitDeps } from "./submit.ts";
import { serviceName } from "./submitted-messages.ts";
import { schemaName, type IntakeTables } from "./tables.ts";
import { repeatEvery } from "./when-time-passes.ts";
import { createWording } from "./wording.ts";
import type { Wording } from "./status.ts";

/** What the area's files give. */
export interface AreaParts {
  readonly directory: Directory;
  readonly wording: Wording;
  readonly spaPhone: string;
  readonly bars: BarsSettings;
  readonly reasons: Reasons;
  /** An answer that a referrer's system has not taken by then becomes a call task. */
  readonly callTaskMinutes: number;
  readonly timeZone: string;
}

/** Reads directory, criteria, description, reasons and the reading of BaRS of an area. Throws WrongAreaFile. */
export function loadArea(area: string): AreaParts {
  const description = readAreaDescription(area);
  const directory = createDirectory(readDirectory(area));
  return {
    directory,
    wording: createWording(loadCriteriaVersions({ area }), directory),
    spaPhone: description.spaPhone ?? "",
    bars: readBarsSettings(area).value,
    reasons: readReasons(area).value,
    callTaskMinutes: readTimeouts(area).value.callTaskMinutes,
    timeZone: description.timeZone ?? "Europe/London",
  };
}

export interface IntakeOptions extends AreaParts {
  readonly pool: Pool;
  readonly client: KafkaClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Referrals of a feed between receipt and the machine's last step before it pauses. */
  readonly feedLimit: number;
  readonly onFatal: (error: Error) => void;
  /** Takes the numbers of the relay and the feeds. */
  readonly registry?: Registry;
  readonly owed?: OwedLimits;
  /** BaRS senders and the key their answers are signed with. Without it the door lets nobody in. */
  readonly barsPartner?: BarsPartner;
}

export interface Intake {
  readonly addRoutes: (app: HttpServer) => void;
  readonly consumers: ReadonlyMap<Feed, BatchConsumer>;
  readonly facts: BatchConsumer;
  readonly relay: Relay;
  /** What works less well than it should. */
  readonly degraded: () => readonly string[];
  /** Stops reading, finishes what is in hand, sends what is stored. The pool stays open. */
  readonly stop: () => Promise<void>;
}

const LARGEST_BATCH = 200;
/** About a hundred referrals. Measured: with 10 MiB a backlog cost `intake` half a core in reading the same messages again after each pause. */
const BULK_FETCH_BYTES = 250_000;
const HOLD_BACK_EVERY_MS = 500;
const FEED_STATUS_EVERY_MS = 5_000;
const OWED_EVERY_MS = 15_000;

/** Starts reading and sending; returns at once. */
export function startIntake(options: IntakeOptions): Intake {
  const { pool, client, clock, logger, directory, wording, spaPhone, feedLimit, onFatal } = options;
  const db = createDatabase<IntakeTables>(pool);
  const holder = randomUUID();
  const producer = createProducer(client);
  const parkProducer = createProducer(client);
  const relay = startRelay({
    pool,
    schema: schemaName,
    producer,
    logger,
    onAlarm: (alarm) => logger.error({ part: "relay", alarm: alarm.kind }, "messages are not being sent"),
    ...(options.registry === undefined ? {} : { registry: options.registry }),
  });
  const wakeRelay = (): void => relay.wake();

  const consumers = new Map<Feed, BatchConsumer>();
  const heldAtMs = new Map<Feed, number>();
  const waiting = (): ReadonlySet<Feed> => heldBackLately(heldAtMs, clock.nowMs());
  const lookAtFeeds = async (): Promise<void> => {
    for (const feed of holdBack(consumers, await readFeedLoads(db), feedLimit)) heldAtMs.set(feed, clock.nowMs());
  };

  const park = parkWith({ producer: parkProducer, serviceName });
  const onConsumerAlarm =
    (part: string) => (alarm: { readonly kind: string; readonly topic: string; readonly partition: number }) =>
      logger.error({ part, alarm: alarm.kind, topic: alarm.topic, partition: alarm.partition }, "messages are waiting");
  for (const feed of feeds.options) {
    consumers.set(
      feed,
      startBatchConsumer({
        client,
        groupId: `intake-${feed}`,
        serviceName,
        topics: [feedTopic(feed)],
        // A call is counted only after it: no call of a feed that may be held back lets in more than its limit.
        ...(feed === "ambulance" ? {} : { maxBatch: Math.min(LARGEST_BATCH, feedLimit), fetchBytes: BULK_FETCH_BYTES }),
        handleBatch: onFeedMessages({
          db,
          directory,
          feed,
          wakeRelay,
          onAlarm: ({ kind, reason, count }) =>
            logger.error({ part: feed, alarm: kind, code: reason, count }, "messages were not taken"),
          ...(feed === "ambulance" ? {} : { afterBatch: lookAtFeeds }),
        }),
        park,
        onFatal,
        onAlarm: onConsumerAlarm(feed),
      }),
    );
  }
  const submitDeps: SubmitDeps = {
    db,
    directory,
    clock,
    store: createStore({ db, directory }),
    alarmKeyReused: ({ feed, organisation }) =>
      logger.error({ part: "submit", alarm: "key-reused", feed, organisation }, "a request id came with another body"),
    wakeRelay,
    spaPhone,
  };
  const bars = startBars({
    submit: submitDeps,
    settings: options.bars,
    reasons: options.reasons,
    wording,
    partner: options.barsPartner ?? { senders: new Map(), signing: undefined, baseUrl: "" },
    callTaskMinutes: options.callTaskMinutes,
    timeZone: options.timeZone,
    logger,
    registry: options.registry,
  });
  const facts = startBatchConsumer({
    client,
    groupId: "intake-facts",
    serviceName,
    topics: [FACTS_TOPIC],
    handleBatch: onFacts({ db, wording, wakeRelay, bars }),
    // A referrer asks every few seconds; a tenth of one is not noticed, and spares a transaction for each fact.
    gatherMs: 100,
    park,
    onFatal,
    onAlarm: onConsumerAlarm("facts"),
  });

  const switched = startBatchConsumer({
    client,
    groupId: "intake-operations",
    serviceName,
    topics: [OPERATIONS_TOPIC],
    handleBatch: onOperations(db),
    park,
    onFatal,
    onAlarm: onConsumerAlarm("operations"),
  });

  const repeats = [
    repeatEvery(HOLD_BACK_EVERY_MS, lookAtFeeds, logger),
    repeatEvery(
      FEED_STATUS_EVERY_MS,
      async () => {
        if (
          await sendFeedStatus(db, {
            holder,
            loads: await readFeedLoads(db),
            waiting: waiting(),
            everyMs: FEED_STATUS_EVERY_MS,
          })
        )
          wakeRelay();
      },
      logger,
    ),
    repeatEvery(
      OWED_EVERY_MS,
      async () => {
        if (!(await tryLease(db, { name: "answers-owed", holder, ttlMs: OWED_EVERY_MS * 2 }))) return;
        const { sentAgain, givenUp, orphansParked } = await checkAnswersOwed(db, options.owed);
        if (sentAgain + orphansParked > 0) wakeRelay();
        if (sentAgain + givenUp + orphansParked > 0)
          logger.error(
            { part: "answers-owed", alarm: "answers-owed", sentAgain, givenUp, orphansParked },
            "answers are owed",
          );
      },
      logger,
    ),
  ];

  if (options.registry !== undefined) addFeedMetrics(options.registry, { readLoads: () => readFeedLoads(db), waiting });

  return {
    addRoutes: (app) => {
      addPostReferral(app, submitDeps);
      addGetSubmissions(app, submitDeps);
      addActOnSubmission(app, submitDeps);
      bars.addRoutes(app);
    },
    consumers,
    facts,
    relay,
    degraded: () => ([...consumers.values(), facts].every((consumer) => consumer.status().isMember) ? [] : ["kafka"]),
    stop: async () => {
      for (const repeat of repeats) await repeat.stop();
      await Promise.all([...consumers.values(), facts, switched].map((consumer) => consumer.stop()));
      await bars.stop();
      await relay.stop();
      await Promise.all([producer.disconnect(), parkProducer.disconnect()]);
    },
  };
}
