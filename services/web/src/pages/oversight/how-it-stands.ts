/** What the rows of a board say of the whole service and of each team. In: rows, the time. Out: counts and the oldest. Pure; no identity, because rows have none. */
import type { BoardRow } from "@ucrt/schemas";

export interface Standing {
  /** Everything that is not done, candidates left out. */
  readonly open: number;
  readonly deciding: number;
  readonly waiting: number;
  readonly onTheWay: number;
  readonly awaiting: number;
  readonly held: number;
  /** Two-hour referrals whose two hours have run out and who were not seen. */
  readonly overTwoHours: number;
  /** When the one was received that has waited longest for a decision or a team; null when nobody waits. */
  readonly oldestUnansweredAt: number | null;
}

export interface TeamStanding {
  readonly offers: number;
  /** When the referral of its oldest unanswered offer was received. */
  readonly oldestOfferAt: number | null;
  /** Accepted and not set off yet. */
  readonly accepted: number;
  /** Set off, there, or at a door that nobody opens. */
  readonly underWay: number;
  readonly late: number;
}

const oldest = (rows: readonly BoardRow[]): number | null =>
  rows.length === 0 ? null : Math.min(...rows.map((row) => row.receivedAt));

const isLate = (row: BoardRow): boolean => row.alarms.includes("two-hours-passed");

export function standingOf(rows: readonly BoardRow[]): Standing {
  const inLane = (lane: BoardRow["lane"]) => rows.filter((row) => row.lane === lane);
  const unanswered = [...inLane("decide-now"), ...inLane("waiting-for-team")];
  return {
    open: rows.filter((row) => row.lane !== "done" && row.lane !== "candidates").length,
    deciding: inLane("decide-now").length,
    waiting: inLane("waiting-for-team").length,
    onTheWay: inLane("on-the-way").length,
    awaiting: inLane("awaiting-acknowledgement").length,
    held: inLane("held").length,
    overTwoHours: rows.filter(isLate).length,
    oldestUnansweredAt: oldest(unanswered),
  };
}

export function teamStandingOf(rows: readonly BoardRow[], team: string): TeamStanding {
  const offers = rows.filter((row) => row.offer?.team === team);
  const jobs = rows.filter((row) => row.team === team && row.lane === "on-the-way");
  return {
    offers: offers.length,
    oldestOfferAt: oldest(offers),
    accepted: jobs.filter((row) => row.state === "accepted").length,
    underWay: jobs.filter((row) => row.state !== "accepted").length,
    late: jobs.filter(isLate).length,
  };
}
