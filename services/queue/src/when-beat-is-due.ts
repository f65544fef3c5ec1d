/**
 * The beat that passes the whole way: each 3 s one record to every partition of the board, through the outbox, with the age of the oldest
 * unsent row and of the last successful fetch of each input. `live` tells from it how old the board is.
 */
import { inTransaction, readOutboxStatus } from "@ucrt/postgres";
import { boardBeat, BOARD_TOPIC, topics } from "@ucrt/schemas";
import { publishBoardRecords } from "./board-records.ts";
import type { Parts } from "./parts.ts";

const partitions = topics.find((topic) => topic.name === BOARD_TOPIC)?.partitions ?? 0;

/** Writes one beat for every partition. `lastFetchAtMs`: the oldest of the inputs' last fetches, epoch ms. */
export async function whenBeatIsDue(parts: Parts, lastFetchAtMs: () => number): Promise<void> {
  const { oldestAgeMs } = await readOutboxStatus(parts.db);
  await inTransaction(parts.db, async (trx) => {
    const atMs = await parts.clock(trx);
    const version = Math.floor(atMs / 1_000);
    const records = Array.from({ length: partitions }, (_, partition) => ({
      key: `beat-${partition}`,
      kind: "beat" as const,
      referralId: null,
      version,
      body: JSON.stringify(
        boardBeat.encode({
          kind: "beat",
          partition,
          at: atMs,
          oldestUnsentAgeMs: oldestAgeMs ?? 0,
          lastFetchAt: Math.min(atMs, lastFetchAtMs()),
          version,
        }),
      ),
      partition,
    }));
    await publishBoardRecords(trx, records, atMs);
  });
  parts.wakeRelay();
}
