/**
 * Sends the outbox to Kafka: reads unsent rows by id, one send in flight, deletes them after the acknowledgement.
 * In: rows of the outbox; a nudge from the committing process, a NOTIFY from another instance, and a look every 250 ms anyway.
 * Out: messages, in the order of the ids; each at least once. One relay a service by a lease row, the others wait.
 * Goes on by itself when PostgreSQL or Kafka come back. Never drops a row: one that no broker takes is set aside with an alarm.
 *
 *   waiting for the lease -> sending <-> idle
 *            ^                  |
 *            +-- lease lost, PostgreSQL away, stop
 */
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { MessageTooLarge, messageOf, SendFailed } from "@ucrt/kafka";
import type { Log, OutgoingMessage, Producer } from "@ucrt/kafka";
import { releaseLease, tryLease } from "./leases.ts";
import { listenFor } from "./listen.ts";
import { addToOutbox, readOutboxStatus } from "./outbox.ts";
import type { OutboxStatus } from "./outbox.ts";
import { fault } from "@ucrt/service";
import { Counter, type Registry } from "prom-client";
import { addRelayMetrics } from "./postgres-metrics.ts";
import { createDatabase } from "./pool.ts";
import type { Pool } from "./pool.ts";
import type { PostgresTables } from "./tables.ts";

export interface CurrentRowRef {
  readonly topic: string;
  readonly sourceRef: string;
}

/** A row as it is now. `value` null sends a tombstone. */
export interface CurrentRow extends CurrentRowRef {
  readonly value: string | null;
  /** Put over the headers given with the reference. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For a record that belongs to a partition and not to a key. */
  readonly partition?: number;
}

export type RelayAlarm =
  | { readonly kind: "row-set-aside"; readonly outboxId: number; readonly topic: string; readonly reason: string }
  | { readonly kind: "not-sending"; readonly forMs: number; readonly reason: string };

export interface RelayOptions {
  readonly pool: Pool;
  readonly schema: string;
  /** The relay's own producer: nobody else sends with it. */
  readonly producer: Pick<Producer, "send">;
  readonly logger: Log;
  /** Reads the rows that references name; a row left out of the answer is not sent. Needed when `current-row` messages are used. */
  readonly loadCurrent?: (refs: readonly CurrentRowRef[]) => Promise<readonly CurrentRow[]>;
  readonly onAlarm?: (alarm: RelayAlarm) => void;
  /** @default 500 */
  readonly batchSize?: number;
  /** @default 15,000 ms */
  readonly leaseMs?: number;
  /** @default 250 ms */
  readonly pollMs?: number;
  /** An alarm is raised when nothing could be sent for this long, and again each such time. @default 60,000 ms */
  readonly alarmAfterMs?: number;
  /** Takes the numbers of this relay. */
  readonly registry?: Registry;
}

export interface RelayStatus {
  readonly holdsLease: boolean;
  /** Epoch ms of the last time the outbox was read or sent without an error; null before the first. */
  readonly lastSuccessAtMs: number | null;
  readonly sent: number;
  readonly lastError: string | null;
}

export interface Relay {
  /** Call after a commit that added rows: sends at once, or tells the instance that holds the lease. */
  wake(): void;
  status(): RelayStatus;
  /** Depth and age, read from the database. */
  measure(): Promise<OutboxStatus>;
  /** Sends what is there (for at most `flushMs`), then gives the lease back. @default 5,000 ms */
  stop(flushMs?: number): Promise<void>;
}

interface Row {
  readonly id: number;
  readonly topic: string;
  readonly key: string;
  readonly value: string | null;
  readonly headers: Record<string, string>;
  readonly source_ref: string | null;
}

/** One message to send and the outbox rows it stands for. */
interface Parcel {
  readonly ids: readonly number[];
  readonly message: OutgoingMessage;
  readonly current: CurrentRowRef | undefined;
}

const LEASE_NAME = "outbox-relay";
/** Whoever waits for the lease looks so often while one lasts: what a killed process holds is all that a new one waits for. */
const LOOKS_AT_LEASE = 30;

/** Starts at once, also while PostgreSQL or Kafka are away, and returns at once. */
export function startRelay(options: RelayOptions): Relay {
  const { pool, schema, producer, logger } = options;
  const batchSize = options.batchSize ?? 500;
  const leaseMs = options.leaseMs ?? 15_000;
  const pollMs = options.pollMs ?? 250;
  const alarmAfterMs = options.alarmAfterMs ?? 60_000;
  const db: Kysely<PostgresTables> = createDatabase<PostgresTables>(pool);
  const holder = randomUUID();
  const channel = `outbox_${schema}`;
  /** By the process's monotonic clock, measured from before the lease was asked for: never later than the database thinks. */
  let leaseUntilMs = 0;
  let isStopping = false;
  let flushUntilMs = 0;
  let woken = false;
  let wakeSleeper: () => void = () => undefined;
  let notifying = false;
  let sent = 0;
  let lastSuccessAtMs: number | null = null;
  let failingSinceMs: number | undefined;
  let alarmsRaised = 0;
  let failures = 0;
  let lastError: string | null = null;

  const counters = options.registry === undefined ? undefined : createCounters(options.registry);

  const holdsLease = (): boolean => performance.now() < leaseUntilMs;

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (woken || isStopping) {
        woken = false;
        resolve();
        return;
      }
      const timer = setTimeout(() => wakeSleeper(), ms);
      wakeSleeper = () => {
        clearTimeout(timer);
        wakeSleeper = () => undefined;
        woken = false;
        resolve();
      };
    });

  const renewLease = async (): Promise<boolean> => {
    if (performance.now() < leaseUntilMs - (leaseMs * 2) / 3) return true;
    const askedAtMs = performance.now();
    const held = await tryLease(db, { name: LEASE_NAME, holder, ttlMs: leaseMs });
    leaseUntilMs = held ? askedAtMs + leaseMs : 0;
    return held;
  };

  const readRows = async (): Promise<Row[]> => {
    const { rows } =
      await sql<Row>`select id, topic, key, value, headers, source_ref from outbox order by id limit ${batchSize}`.execute(
        db,
      );
    return rows;
  };

  const remove = async (ids: readonly number[]): Promise<void> => {
    if (ids.length === 0) return;
    await sql`delete from outbox where id = any(${ids}::bigint[])`.execute(db);
    sent += ids.length;
    counters?.sent.inc(ids.length);
  };

  const setAside = async (parcel: Parcel, reason: string): Promise<void> => {
    await sql`
      with moved as (delete from outbox where id = any(${parcel.ids}::bigint[]) returning id, topic, key, value, headers, source_ref, created_at)
      insert into outbox_set_aside (id, topic, key, value, headers, source_ref, created_at, reason)
      select id, topic, key, value, headers, source_ref, created_at, ${reason} from moved
      on conflict (id) do nothing`.execute(db);
    for (const outboxId of parcel.ids) {
      logger.error(
        { part: "relay", schema, outboxId, topic: parcel.message.topic, reason },
        "An outbox row was set aside",
      );
      options.onAlarm?.({ kind: "row-set-aside", outboxId, topic: parcel.message.topic, reason });
    }
  };

  /** Sends parcels in order; halves what is too large until the bad one stands alone. Throws what may pass by itself. */
  const sendParcels = async (parcels: readonly Parcel[]): Promise<void> => {
    if (parcels.length === 0) return;
    if (!(await renewLease())) return;
    try {
      await producer.send(parcels.map((parcel) => parcel.message));
    } catch (error) {
      const acknowledged = error instanceof SendFailed ? error.acknowledged : 0;
      await finish(parcels.slice(0, acknowledged));
      const rest = parcels.slice(acknowledged);
      const refused = error instanceof MessageTooLarge || (error instanceof SendFailed && error.refusal !== "none");
      const only = rest.at(0);
      if (!refused || only === undefined) throw error;
      if (rest.length === 1) {
        await setAside(only, messageOf(error instanceof SendFailed ? error.cause : error));
        return;
      }
      const middle = Math.ceil(rest.length / 2);
      await sendParcels(rest.slice(0, middle));
      await sendParcels(rest.slice(middle));
      return;
    }
    fault.at("after-publish-before-mark");
    await finish(parcels);
  };

  /**
   * After the acknowledgement. When the lease ran out meanwhile, another relay may have sent a newer state before ours arrived, and a compacted
   * topic would keep ours: so these rows are asked for once more.
   */
  const finish = async (parcels: readonly Parcel[]): Promise<void> => {
    const again = holdsLease()
      ? []
      : parcels.flatMap(({ message, current }) => (current === undefined ? [] : [{ message, current }]));
    if (again.length > 0) {
      await addToOutbox(
        db,
        again.map(({ message, current }) => ({
          kind: "current-row",
          topic: message.topic,
          key: message.key,
          sourceRef: current.sourceRef,
          headers: message.headers,
        })),
      );
    }
    await remove(parcels.flatMap((parcel) => parcel.ids));
  };

  /** References to the same row become one message at the place of the first, with the headers (the trace) of the last: it is its state that is sent. */
  const toParcels = async (rows: readonly Row[]): Promise<Parcel[]> => {
    const refs = new Map<string, CurrentRowRef>();
    for (const row of rows)
      if (row.source_ref !== null)
        refs.set(refKey(row.topic, row.source_ref), { topic: row.topic, sourceRef: row.source_ref });
    const lastHeaders = new Map<string, Row["headers"]>();
    for (const row of rows)
      if (row.source_ref !== null) lastHeaders.set(refKey(row.topic, row.source_ref), row.headers);
    const current = new Map<string, CurrentRow>();
    if (refs.size > 0) {
      if (options.loadCurrent === undefined)
        throw new Error("The outbox holds current-row messages but the relay has no loadCurrent");
      for (const row of await options.loadCurrent([...refs.values()]))
        current.set(refKey(row.topic, row.sourceRef), row);
    }
    const parcels: Parcel[] = [];
    const gone: number[] = [];
    const idsByRef = new Map<string, number[]>();
    for (const row of rows) {
      if (row.source_ref === null) {
        parcels.push({
          ids: [row.id],
          message: { topic: row.topic, key: row.key, value: row.value, headers: row.headers },
          current: undefined,
        });
        continue;
      }
      const key = refKey(row.topic, row.source_ref);
      const state = current.get(key);
      const ids = idsByRef.get(key);
      if (state === undefined) gone.push(row.id);
      else if (ids !== undefined) ids.push(row.id);
      else {
        const own = [row.id];
        idsByRef.set(key, own);
        parcels.push({
          ids: own,
          message: {
            topic: row.topic,
            key: row.key,
            value: state.value,
            headers: { ...lastHeaders.get(key), ...state.headers },
            ...(state.partition === undefined ? {} : { partition: state.partition }),
          },
          current: { topic: row.topic, sourceRef: row.source_ref },
        });
      }
    }
    await remove(gone);
    return parcels;
  };

  const noteSuccess = (): void => {
    lastSuccessAtMs = Date.now();
    if (failingSinceMs !== undefined) logger.info({ part: "relay", schema }, "The relay works again");
    failingSinceMs = undefined;
    alarmsRaised = 0;
    failures = 0;
    lastError = null;
  };

  const noteFailure = (error: unknown): void => {
    failingSinceMs ??= performance.now();
    failures += 1;
    counters?.failures.inc();
    lastError = messageOf(error);
    const forMs = Math.round(performance.now() - failingSinceMs);
    logger.warn({ part: "relay", schema, failures, reason: lastError }, "The relay could not send; it tries again");
    if (forMs >= alarmAfterMs * (alarmsRaised + 1)) {
      alarmsRaised += 1;
      options.onAlarm?.({ kind: "not-sending", forMs, reason: lastError });
    }
  };

  /** One round; true when there may be more at once. */
  const round = async (): Promise<boolean> => {
    if (!(await renewLease())) return false;
    const rows = await readRows();
    if (rows.length > 0) fault.at("outbox-read");
    await sendParcels(await toParcels(rows));
    noteSuccess();
    return rows.length === batchSize;
  };

  const run = async (): Promise<void> => {
    while (!isStopping || performance.now() < flushUntilMs) {
      try {
        const more = await round();
        if (more) continue;
        if (isStopping) break;
        // Without the lease there is nothing to look for: ask again in time, or when its holder says it is free.
        await sleep(holdsLease() ? pollMs : leaseMs / LOOKS_AT_LEASE);
      } catch (error) {
        noteFailure(error);
        if (isStopping) break;
        await sleep(Math.min(5_000, pollMs * 2 ** Math.min(failures - 1, 6)));
        woken = false;
      }
    }
    await releaseLease(db, { name: LEASE_NAME, holder })
      .then(() => sql`select pg_notify(${channel}, 'lease')`.execute(db))
      .catch(() => undefined);
    leaseUntilMs = 0;
  };

  const wake = (): void => {
    woken = true;
    wakeSleeper();
  };

  const notifyHolder = (): void => {
    if (notifying) return;
    notifying = true;
    sql`select pg_notify(${channel}, 'rows')`
      .execute(db)
      // The holder looks every 250 ms anyway.
      .catch(() => undefined)
      .finally(() => {
        notifying = false;
      });
  };

  const listener = listenFor({
    pool,
    channel,
    logger,
    onNotify: (payload) => {
      if (payload === "lease" || holdsLease()) wake();
    },
  });
  const running = run();

  const relay: Relay = {
    wake: () => {
      if (holdsLease()) wake();
      else notifyHolder();
    },
    status: () => ({ holdsLease: holdsLease(), lastSuccessAtMs, sent, lastError }),
    measure: () => readOutboxStatus(db),
    stop: async (flushMs = 5_000) => {
      flushUntilMs = performance.now() + flushMs;
      isStopping = true;
      wakeSleeper();
      await running;
      await listener.stop();
    },
  };
  if (options.registry !== undefined) addRelayMetrics(options.registry, relay);
  return relay;
}

function createCounters(registry: Registry) {
  const registers = [registry];
  return {
    sent: new Counter({
      name: "outbox_relay_sent_total",
      help: "Outbox rows this process is done with: acknowledged by Kafka, or folded into a newer state of the same row",
      registers,
    }),
    failures: new Counter({
      name: "outbox_relay_failures_total",
      help: "Rounds in which the relay could not read or send the outbox; it tries again",
      registers,
    }),
  };
}

const refKey = (topic: string, sourceRef: string): string => `${topic}\n${sourceRef}`;
