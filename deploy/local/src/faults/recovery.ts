// When the product was well again after a fault. In: the moment it was healed, a mark. Out: seconds until a referral that came in afterwards had got so far,
// or until every screen was live. Asks the database directly, not through a proxy; a database that is away has not recovered.
import { openSync, readSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { RecoveryMark } from "./fault.ts";
import { parseHistory } from "./history.ts";

export interface HarmWindow {
  readonly startedAtMs: number;
  readonly healedAtMs: number;
}

const lookEveryMs = 200;

/** Seconds after healing until the last of what came in before had reached the next service; undefined while something has not. */
export async function confirmedAfter(databaseUrl: string, { healedAtMs }: HarmWindow): Promise<number | undefined> {
  const rows = await query<{ missing: number; at_ms: number | null }>(
    databaseUrl,
    `select count(*) filter (where confirmed_at is null)::int as missing, extract(epoch from max(confirmed_at))::float8 * 1000 as at_ms
     from intake.inbox where kind = 'received' and stored_at <= to_timestamp($1::float8 / 1000)`,
    [healedAtMs],
  );
  const [found] = rows;
  if (found === undefined || found.missing > 0 || found.at_ms === null) return undefined;
  return Math.max(0, found.at_ms - healedAtMs) / 1_000;
}

/** Seconds after healing; undefined when it had not recovered within `withinMs`. */
export async function untilRecovered(options: {
  readonly databaseUrl: string;
  readonly historyFile: string;
  readonly window: HarmWindow;
  readonly mark: Exclude<RecoveryMark, "confirmed">;
  readonly withinMs: number;
}): Promise<number | undefined> {
  const { window, mark } = options;
  const giveUpAtMs = performance.now() + options.withinMs;
  const screens = mark === "screens" ? screensOf(options.historyFile) : undefined;
  while (performance.now() < giveUpAtMs) {
    const atMs =
      screens === undefined
        ? await firstFactAfter(options.databaseUrl, mark, window.healedAtMs).catch(() => undefined)
        : screens(window);
    if (atMs !== undefined) return Math.max(0, atMs - window.healedAtMs) / 1_000;
    await pause(lookEveryMs);
  }
  return undefined;
}

async function firstFactAfter(databaseUrl: string, type: string, healedAtMs: number): Promise<number | undefined> {
  const [found] = await query<{ at_ms: number | null }>(
    databaseUrl,
    `select extract(epoch from min(fact.recorded_at))::float8 * 1000 as at_ms
     from queue.referral join queue.fact on fact.chain_id = referral.id
     where referral.received_at > to_timestamp($1::float8 / 1000) and fact.type = $2`,
    [healedAtMs, type],
  );
  return found?.at_ms ?? undefined;
}

async function query<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000, query_timeout: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Reads on in a history; answers when every screen that lost its feed since the harm began is live again. */
function screensOf(historyFile: string): (window: HarmWindow) => number | undefined {
  const descriptor = openSync(historyFile, "r");
  const lostAtMs = new Map<string, number>();
  const backAtMs = new Map<string, number>();
  let position = 0;
  let rest = "";
  return ({ startedAtMs, healedAtMs }) => {
    const buffer = Buffer.alloc(1_048_576);
    for (let size = readSync(descriptor, buffer, 0, buffer.length, position); size > 0;) {
      position += size;
      const text = rest + buffer.toString("utf8", 0, size);
      const end = text.lastIndexOf("\n") + 1;
      rest = text.slice(end);
      for (const line of parseHistory(text.slice(0, end))) {
        const atMs = Date.parse(line.wall);
        const what = line.value?.["what"];
        if (line.op !== "watch" || atMs < startedAtMs) continue;
        if (what === "closed" || what === "not-live") lostAtMs.set(line.id, atMs);
        if (what === "connected" || what === "live") backAtMs.set(line.id, atMs);
      }
      size = readSync(descriptor, buffer, 0, buffer.length, position);
    }
    const isBack = [...lostAtMs].every(([id, atMs]) => (backAtMs.get(id) ?? 0) >= atMs);
    // A screen may lose its feed a little after the harm: nobody is well before the longest silence has passed.
    if (!isBack || Date.now() < healedAtMs + 3_000) return undefined;
    return Math.max(healedAtMs, ...[...lostAtMs.keys()].map((id) => backAtMs.get(id) ?? 0));
  };
}
