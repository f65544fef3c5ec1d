// Makes the product hold many referrals, faster than they could be sent: copies of a few real ones, row by row, in every table that keeps one row or more for
// each. In: the database, as its owner; how many. Out: rows, and the board's records for the copies that are open. Not sound for an audit: a copy's chain has
// the hashes of its original. Nothing here reads meaning; every column that has to differ is named.
import { Kafka, logLevel, Partitioners } from "kafkajs";
import pg from "pg";

export interface HoldMany {
  readonly databaseUrl: string;
  readonly kafkaBrokers: string;
  readonly topicSuffix: string;
  /** Referrals to hold after this call, all told. */
  readonly total: number;
  /** At most so many of the copies are open, and on the board. */
  readonly openAtMost: number;
  /** From here on, copies get one short fact instead of five whole ones: facts of the past are not read when something is decided. */
  readonly shortFactsAbove: number;
  readonly say: (line: string) => void;
}

const chunk = 20_000;
const boardTopic = "queue.board.v1";

/** What differs in a copy, by table. `copy.new` is its id, `copy.old` its original's, `copy.is_open` whether it is still under way. */
const tables: readonly {
  readonly table: string;
  readonly id: string;
  readonly set: Readonly<Record<string, string>>;
  readonly where?: string;
}[] = [
  {
    table: "queue.referral",
    id: "id",
    set: {
      is_ended: "not copy.is_open",
      state: "case when copy.is_open then t.state else 'closed' end",
      ended_at: "case when copy.is_open then null else t.changed_at end",
    },
  },
  { table: "queue.chain_head", id: "chain_id", set: { is_anchored: "true" } },
  {
    table: "queue.offer",
    id: "referral_id",
    set: { offer_id: "gen_random_uuid()", ended_at: "case when copy.is_open then null else t.made_at end" },
  },
  {
    table: "queue.person",
    id: "referral_id",
    set: {
      nhs_number_hash: "md5('n' || copy.new)",
      identity_hash: "md5('i' || copy.new)",
      name_hash: "md5('m' || copy.new)",
      name_part_hashes: "array[md5('p' || copy.new)]",
      case_hash: "md5('c' || copy.new)",
      case_id: "'H-' || copy.new",
      caller_hashes: "array[md5('t' || copy.new)]",
    },
  },
  {
    table: "queue.board_record",
    id: "referral_id",
    set: {
      key: "copy.new::text",
      body: "case when copy.is_open then replace(t.body, copy.old::text, copy.new::text) end",
    },
  },
  { table: "queue.timer", id: "referral_id", set: { due_at: "t.due_at + interval '30 days'" }, where: "copy.is_open" },
  {
    table: "intake.submissions",
    id: "referral_id",
    set: {
      request_id: "copy.new::text",
      case_id: "'H-' || copy.new",
      subjects: "array['held:' || copy.new]",
      is_open: "copy.is_open",
    },
  },
  { table: "intake.identities", id: "referral_id", set: {} },
  {
    table: "intake.inbox",
    id: "referral_id",
    set: { request_id: "copy.new::text", event_id: "gen_random_uuid()", confirmed_at: "clock_timestamp()" },
  },
  { table: "metrics.measure", id: "referral_id", set: {} },
];

/** Copies until `total` are held; returns how many are. */
export async function holdMany(options: HoldMany): Promise<number> {
  const client = new pg.Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    await client.query(
      "set synchronous_commit = off; set session_replication_role = replica; set statement_timeout = 0",
    );
    await client.query(
      "create temp table original as select row_number() over () - 1 as number, id as old from (select id from queue.referral where state = 'offered' order by received_at limit 40) as chosen",
    );
    const originals = await count(client, "select count(*) from original");
    if (originals === 0) throw new Error("There is no offered referral to copy");
    let held = await count(client, "select count(*) from queue.referral");
    let open = await count(client, "select count(*) from queue.referral where not is_ended");
    while (held < options.total) {
      const now = Math.min(chunk, options.total - held);
      const nowOpen = Math.max(0, Math.min(now, options.openAtMost - open));
      await copyChunk(client, { count: now, open: nowOpen, originals, shortFacts: held >= options.shortFactsAbove });
      if (nowOpen > 0) await sendBoard(client, options);
      held += now;
      open += nowOpen;
      options.say(`    ${held} held`);
    }
    await client.query(
      "update queue.team set open_offers = (select count(*) from queue.offer where offer.team = team.team and offer.ended_at is null)",
    );
    await client.query("drop table original");
    await client.query("analyze");
    await client.query("checkpoint");
    return held;
  } finally {
    await client.end();
  }
}

async function copyChunk(
  client: pg.Client,
  made: { readonly count: number; readonly open: number; readonly originals: number; readonly shortFacts: boolean },
): Promise<void> {
  await client.query("begin");
  await client.query(
    `create temp table copy on commit preserve rows as
     select gen_random_uuid() as new, original.old, number.n < $2::int as is_open
     from generate_series(0, $1::int - 1) as number (n) join original on original.number = number.n % $3::int`,
    [made.count, made.open, made.originals],
  );
  for (const { table, id, set, where } of tables) {
    const columns = await columnsOf(client, table);
    if (columns.length === 0) continue;
    const values = columns.map((column) => (column === id ? "copy.new" : (set[column] ?? `t.${column}`)));
    await client.query(
      `insert into ${table} (${columns.join(", ")}) select ${values.join(", ")} from copy join ${table} t on t.${id} = copy.old
       ${where === undefined ? "" : `where ${where}`}`,
    );
  }
  await client.query(
    made.shortFacts
      ? `insert into queue.fact select copy.new, 1, gen_random_uuid(), t.type, t.recorded_at, '{}', t.previous_hash, t.hash
         from copy join queue.fact t on t.chain_id = copy.old and t.sequence = 1`
      : `insert into queue.fact select copy.new, t.sequence, gen_random_uuid(), t.type, t.recorded_at, t.body, t.previous_hash, t.hash
         from copy join queue.fact t on t.chain_id = copy.old`,
  );
  await client.query(
    "insert into queue.message_taken select gen_random_uuid(), clock_timestamp() from copy, generate_series(1, 3)",
  );
  await client.query("commit");
  await client.query("alter table copy rename to copied");
  await client.query("drop table if exists last_copied; alter table copied rename to last_copied");
}

/** The compacted topic gets what the relay would have sent. */
async function sendBoard(client: pg.Client, options: HoldMany): Promise<void> {
  const { rows } = await client.query<{ key: string; body: string }>(
    "select key, body from queue.board_record join last_copied on referral_id = last_copied.new where is_open",
  );
  const kafka = new Kafka({
    clientId: "load-held",
    brokers: options.kafkaBrokers.split(","),
    logLevel: logLevel.NOTHING,
  });
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  for (let from = 0; from < rows.length; from += 500) {
    await producer.send({
      topic: `${boardTopic}${options.topicSuffix}`,
      acks: -1,
      messages: rows.slice(from, from + 500).map(({ key, body }) => ({ key, value: body })),
    });
  }
  await producer.disconnect();
}

async function columnsOf(client: pg.Client, table: string): Promise<readonly string[]> {
  const [schema, name] = table.split(".");
  const { rows } = await client.query<{ column_name: string }>(
    "select column_name from information_schema.columns where table_schema = $1 and table_name = $2 and is_generated = 'NEVER' order by ordinal_position",
    [schema, name],
  );
  return rows.map((row) => row.column_name);
}

async function count(client: pg.Client, query: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(query);
  return Number(rows[0]?.count ?? 0);
}
