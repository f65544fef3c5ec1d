/**
 * What rings on the board: one table. Pure. In: rows, feeds, what is parked, the area's times, now. Out: every alarm that lasts, each with a key of its own.
 * Each kind has a word and a sound of its own, so that it is known without looking, and without hearing. A row that was put aside rings all the same.
 */
import type { BoardFeedStatus, BoardRow, BoardTimes } from "@ucrt/schemas";
import type { OrderedLanes } from "../live/lanes.ts";
import { feedWords } from "../words.ts";

export type AlarmKind =
  | "unrouted"
  | "lapsing"
  | "unseen"
  | "unacknowledged"
  | "overdue"
  | "near"
  | "feed-silent"
  | "parked";

/** One note: its pitch in hertz (0 is silence) and how long, milliseconds. */
export type Note = readonly [hertz: number, ms: number];

interface AlarmRule {
  readonly words: string;
  readonly notes: readonly Note[];
  /** Rings again after this while it lasts, seconds: more often what costs somebody a visit. */
  readonly againAfterSeconds: number;
}

/** The most pressing first: that is the order on the screen and, when several begin at once, of their sounds. */
export const alarmTable: Readonly<Record<AlarmKind, AlarmRule>> = {
  unrouted: {
    words: "No team found",
    notes: [
      [660, 180],
      [440, 260],
    ],
    againAfterSeconds: 45,
  },
  lapsing: {
    words: "Offer about to lapse",
    notes: [
      [440, 120],
      [550, 120],
      [660, 200],
    ],
    againAfterSeconds: 45,
  },
  unseen: {
    words: "Offer not seen",
    notes: [
      [880, 90],
      [0, 60],
      [880, 90],
      [0, 60],
      [880, 90],
    ],
    againAfterSeconds: 60,
  },
  unacknowledged: {
    words: "Not acknowledged",
    notes: [
      [520, 320],
      [0, 120],
      [520, 320],
    ],
    againAfterSeconds: 60,
  },
  overdue: {
    words: "Overdue, or to call",
    notes: [
      [587, 150],
      [494, 150],
      [392, 300],
    ],
    againAfterSeconds: 120,
  },
  near: {
    words: "Deadline near",
    notes: [
      [1046, 50],
      [0, 90],
      [1046, 50],
      [0, 90],
      [1046, 50],
      [0, 90],
      [1046, 50],
    ],
    againAfterSeconds: 90,
  },
  "feed-silent": {
    words: "Feed silent",
    notes: [
      [220, 260],
      [330, 260],
    ],
    againAfterSeconds: 180,
  },
  parked: {
    words: "Parked",
    notes: [[196, 500]],
    againAfterSeconds: 180,
  },
};

export const alarmKinds = Object.keys(alarmTable) as readonly AlarmKind[];

/** What an alarm of a row rings as; `deadline-near` is the page's own, which has a clock. */
const kindOf: Readonly<Record<BoardRow["alarms"][number], AlarmKind>> = {
  unrouted: "unrouted",
  "offer-unseen": "unseen",
  "offer-lapsing": "lapsing",
  unacknowledged: "unacknowledged",
  "amended-after-acceptance": "unacknowledged",
  "deadline-near": "near",
  "two-hours-passed": "overdue",
  "no-advice": "overdue",
  "call-task": "overdue",
  "handed-back-on-arrival": "overdue",
  "decision-overdue": "overdue",
};

export interface Alarm {
  readonly kind: AlarmKind;
  /** The same while it lasts: what was silenced stays silenced, and what is new rings. */
  readonly key: string;
  /** Of a row; undefined for a feed and for what is parked. */
  readonly referralId: string | undefined;
  /** What it is about, where that is no row. */
  readonly about: string | undefined;
}

export interface AlarmSources {
  /** Rows that carry an alarm. */
  readonly ringing: Iterable<BoardRow>;
  /** In order of their next deadline: only the first few of each lane are looked at. */
  readonly lanes: OrderedLanes;
  readonly feeds: readonly BoardFeedStatus[];
  readonly parked: { readonly count: number; readonly oldestAt: number | null } | null;
}

/** Every alarm that lasts at `nowMs`, epoch milliseconds. A near deadline says nothing more where the row rings already. */
export function alarmsNow(
  { ringing, lanes, feeds, parked }: AlarmSources,
  times: BoardTimes,
  nowMs: number,
): readonly Alarm[] {
  const alarms: Alarm[] = [];
  const add = (kind: AlarmKind, { referralId }: BoardRow): void => {
    alarms.push({ kind, key: `${kind} ${referralId}`, referralId, about: undefined });
  };
  for (const row of ringing) for (const kind of new Set(row.alarms.map((alarm) => kindOf[alarm]))) add(kind, row);
  for (const row of nearRows(lanes, times, nowMs)) if (row.alarms.length === 0) add("near", row);
  for (const { feed, lastHeardAt } of feeds)
    if (lastHeardAt !== null && nowMs - lastHeardAt > times.feedSilentMinutes[feed] * 60_000)
      alarms.push({ kind: "feed-silent", key: `feed-silent ${feed}`, referralId: undefined, about: feedWords[feed] });
  if (parked !== null && parked.count > 0 && isOlder(parked.oldestAt, times.parkedMinutes, nowMs))
    alarms.push({ kind: "parked", key: "parked", referralId: undefined, about: String(parked.count) });
  return alarms;
}

/** Each lane from its front, until the first deadline that lies farther ahead. */
function* nearRows(lanes: OrderedLanes, times: BoardTimes, nowMs: number): Generator<BoardRow> {
  const untilMs = nowMs + times.deadlineNearMinutes * 60_000;
  for (const rows of Object.values(lanes))
    for (const row of rows) {
      if (row.nextDeadline === null || row.nextDeadline.at >= untilMs) break;
      if (isDeadlineNear(row, times, nowMs)) yield row;
    }
}

/** The next deadline lies less than the area's time ahead. */
export function isDeadlineNear(row: BoardRow, { deadlineNearMinutes }: BoardTimes, nowMs: number): boolean {
  if (row.nextDeadline === null || row.lane === "done") return false;
  const leftMs = row.nextDeadline.at - nowMs;
  return leftMs >= 0 && leftMs < deadlineNearMinutes * 60_000;
}

const isOlder = (atMs: number | null, minutes: number, nowMs: number): boolean =>
  atMs !== null && nowMs - atMs > minutes * 60_000;
