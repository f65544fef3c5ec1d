// What a window cost the two stores, counted from outside: messages on each topic, transactions and rows of PostgreSQL. In: addresses. Out: counts
// now; the difference of two of them over the number of referrals is what one referral costs, for the product and for its floor alike.
import { Kafka, logLevel } from "kafkajs";
import pg from "pg";

export interface Counters {
  /** Messages ever written, by topic without suffix; topics nobody wrote are left out. */
  readonly messages: Readonly<Record<string, number>>;
  readonly commits: number;
  readonly rowsInserted: number;
  readonly rowsUpdated: number;
  readonly rowsDeleted: number;
  readonly walBytes: number;
}

export interface CounterSources {
  readonly kafkaBrokers: string | undefined;
  readonly topicSuffix: string;
  readonly databaseUrl: string | undefined;
}

const nothingStored = { commits: 0, rowsInserted: 0, rowsUpdated: 0, rowsDeleted: 0, walBytes: 0 };

/** Counts now. PostgreSQL's counters follow within a second, so look a second after the window. */
export async function readCounters(sources: CounterSources): Promise<Counters | null> {
  if (sources.kafkaBrokers === undefined) return null;
  const [messages, database] = await Promise.all([
    countMessages(sources.kafkaBrokers, sources.topicSuffix),
    sources.databaseUrl === undefined ? nothingStored : countRows(sources.databaseUrl),
  ]);
  return { messages, ...database };
}

/** Each count divided by the number of referrals, to two digits. */
export function perReferral(before: Counters | null, after: Counters | null, referrals: number): Counters | null {
  if (before === null || after === null || referrals === 0) return null;
  const each = (now: number, then: number): number => Number(((now - then) / referrals).toFixed(2));
  return {
    messages: Object.fromEntries(
      Object.entries(after.messages)
        .map(([topic, count]): [string, number] => [topic, each(count, before.messages[topic] ?? 0)])
        .filter(([, count]) => count > 0),
    ),
    commits: each(after.commits, before.commits),
    rowsInserted: each(after.rowsInserted, before.rowsInserted),
    rowsUpdated: each(after.rowsUpdated, before.rowsUpdated),
    rowsDeleted: each(after.rowsDeleted, before.rowsDeleted),
    walBytes: Math.round((after.walBytes - before.walBytes) / referrals),
  };
}

async function countMessages(brokers: string, suffix: string): Promise<Record<string, number>> {
  const kafka = new Kafka({ clientId: "load-counters", brokers: brokers.split(","), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith("__") && topic.endsWith(suffix));
    const counts = await Promise.all(
      topics.map(async (topic): Promise<[string, number]> => {
        const partitions = await admin.fetchTopicOffsets(topic);
        const total = partitions.reduce((sum, partition) => sum + Number(partition.high), 0);
        return [topic.slice(0, topic.length - suffix.length), total];
      }),
    );
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  } finally {
    await admin.disconnect();
  }
}

async function countRows(url: string): Promise<Omit<Counters, "messages">> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<"commits" | "inserted" | "updated" | "deleted" | "wal", string>>(
      `select xact_commit as commits, tup_inserted as inserted, tup_updated as updated, tup_deleted as deleted,
         pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal
       from pg_stat_database where datname = current_database()`,
    );
    const row = rows.at(0);
    return {
      commits: Number(row?.commits ?? 0),
      rowsInserted: Number(row?.inserted ?? 0),
      rowsUpdated: Number(row?.updated ?? 0),
      rowsDeleted: Number(row?.deleted ?? 0),
      walBytes: Number(row?.wal ?? 0),
    };
  } finally {
    await client.end();
  }
}
