/**
 * The board in memory. In: records of `queue.board.v1` in the order of their partitions. Out: what changed, for whom it was visible before and after;
 * a snapshot; how fresh all of it is. A row's version never goes back. Holds no identity, because the topic has none.
 */
import { boardRow, type BoardBeat, type BoardFeedStatus, type BoardRecord, type BoardRow } from "@ucrt/schemas";
import type { ViewedRow } from "@ucrt/domain";

export interface Change {
  readonly partition: number;
  readonly offset: number;
  /** Next offsets of all partitions once this change is known. */
  readonly next: readonly number[];
  readonly readAtMs: number;
  readonly referralId: string;
  readonly version: number;
  /** What decided who saw the row until now; null: it was not there. */
  readonly before: ViewedRow | null;
  readonly after: ViewedRow | null;
  /** The row as JSON on the wire; null when it is gone. */
  readonly rowJson: string | null;
}

export type Parked = { readonly count: number; readonly oldestAt: number | null; readonly retriesStopped?: boolean };

/** What one record did to the board. */
export type Taken =
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "feeds" | "parked" | "beat" | "nothing" };

export interface BoardEntry {
  readonly viewed: ViewedRow;
  readonly version: number;
  readonly json: string;
  /** For operators: the two-hour clock of somebody nobody has reached yet. */
  readonly twoHours: { readonly dueAtMs: number; readonly isOnTheWay: boolean } | null;
  /** For operators: an offer that its team has not looked at, since the row's last change; epoch ms. */
  readonly unseenSinceMs: number | null;
}

export interface Board {
  readonly take: (given: {
    readonly partition: number;
    readonly offset: number;
    readonly key: string;
    /** null: the key was removed. */
    readonly record: BoardRecord | null;
    readonly readAtMs: number;
  }) => Taken;
  /** Steps over offsets without records of ours (left out, or removed by compaction). Never back. */
  readonly skipTo: (partition: number, nextOffset: number) => void;
  readonly next: () => readonly number[];
  readonly entries: () => Iterable<BoardEntry>;
  readonly rowCount: () => number;
  readonly feeds: () => readonly BoardFeedStatus[];
  readonly parked: () => Parked | null;
  /** Everything up to this instant is on the board, epoch ms; 0 while a partition has never had a beat. */
  readonly asOf: () => number;
  /** Grows with whatever a snapshot would show. */
  readonly revision: () => number;
}

/** An empty board over so many partitions. */
export function createBoard(partitions: number): Board {
  const rows = new Map<string, BoardEntry>();
  const beats = new Map<number, BoardBeat>();
  const feeds = new Map<string, BoardFeedStatus>();
  let parked: Parked | null = null;
  let next: readonly number[] = Array.from({ length: partitions }, () => 0);
  let revision = 0;

  const skipTo = (partition: number, nextOffset: number): void => {
    if (nextOffset > (next[partition] ?? 0)) next = next.with(partition, nextOffset);
  };

  const put = (
    row: BoardRow,
    at: { readonly partition: number; readonly offset: number; readonly readAtMs: number },
  ): Taken => {
    const known = rows.get(row.referralId);
    if (known !== undefined && row.version < known.version) return { kind: "nothing" };
    const json = JSON.stringify(boardRow.encode(row));
    if (known?.json === json) return { kind: "nothing" };
    const entry: BoardEntry = {
      viewed: viewedOf(row),
      version: row.version,
      json,
      twoHours: twoHoursOf(row),
      unseenSinceMs: row.offer?.seen === false ? row.changedAt : null,
    };
    rows.set(row.referralId, entry);
    revision += 1;
    const change: Change = {
      ...at,
      next,
      referralId: row.referralId,
      version: row.version,
      before: known?.viewed ?? null,
      after: entry.viewed,
      rowJson: json,
    };
    return { kind: "change", change };
  };

  const remove = (
    key: string,
    at: { readonly partition: number; readonly offset: number; readonly readAtMs: number },
  ): Taken => {
    if (feeds.delete(key)) {
      revision += 1;
      return { kind: "feeds" };
    }
    const known = rows.get(key);
    if (known === undefined) return { kind: "nothing" };
    rows.delete(key);
    revision += 1;
    return {
      kind: "change",
      change: {
        ...at,
        next,
        referralId: key,
        version: known.version,
        before: known.viewed,
        after: null,
        rowJson: null,
      },
    };
  };

  return {
    take: ({ partition, offset, key, record, readAtMs }) => {
      skipTo(partition, offset + 1);
      const at = { partition, offset, readAtMs };
      if (record === null) return remove(key, at);
      switch (record.kind) {
        case "row":
          return put(record, at);
        case "beat": {
          const known = beats.get(partition);
          if (known === undefined || record.at >= known.at) beats.set(partition, record);
          return { kind: "beat" };
        }
        case "feed-status": {
          const known = feeds.get(key);
          if (known !== undefined && record.at < known.at) return { kind: "nothing" };
          feeds.set(key, record);
          revision += 1;
          return { kind: "feeds" };
        }
        case "parked-status":
          parked = {
            count: record.count,
            oldestAt: record.oldestAt,
            ...(record.retriesStopped === true ? { retriesStopped: true } : {}),
          };
          revision += 1;
          return { kind: "parked" };
      }
    },
    skipTo,
    next: () => next,
    entries: () => rows.values(),
    rowCount: () => rows.size,
    feeds: () => [...feeds.values()].sort((one, other) => (one.feed < other.feed ? -1 : 1)),
    parked: () => parked,
    asOf: () => {
      let oldestMs = Number.POSITIVE_INFINITY;
      for (let partition = 0; partition < partitions; partition += 1) {
        const beat = beats.get(partition);
        if (beat === undefined) return 0;
        oldestMs = Math.min(oldestMs, beat.at - beat.oldestUnsentAgeMs, beat.lastFetchAt);
      }
      return Math.max(0, oldestMs);
    },
    revision: () => revision,
  };
}

/** Only what visibility looks at, so that a kept change is small. */
function viewedOf({ submitter, senderOrganisation, onBehalfOf, team, offer }: BoardRow): ViewedRow {
  return { submitter, senderOrganisation, onBehalfOf, team, offer };
}

const notReached: ReadonlySet<BoardRow["state"]> = new Set([
  "received",
  "deciding",
  "waiting",
  "offered",
  "accepted",
  "en-route",
  "no-access",
]);

function twoHoursOf(row: BoardRow): BoardEntry["twoHours"] {
  if (row.response !== "two-hour" || !notReached.has(row.state) || row.waitingFor === "hold") return null;
  return { dueAtMs: row.twoHourDueAt, isOnTheWay: row.state === "en-route" || row.state === "no-access" };
}
