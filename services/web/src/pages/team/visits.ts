/**
 * Which visits a team's screen shows, in which order, and how a visit stands when what waits on the device has been counted in. Pure.
 * In: rows the team may see, actions that wait. Out: mine first by the expected time, then the others.
 */
import type { BoardRow, CommandName } from "@ucrt/schemas";

export interface TeamVisits {
  /** Those I go to, the next one first. */
  readonly mine: readonly BoardRow[];
  readonly others: readonly BoardRow[];
}

/** A job of the team that is not over. A withdrawal that the team still has to acknowledge counts: somebody may be on the way. */
export const isVisitOf = (row: BoardRow, team: string): boolean =>
  row.team === team && row.offer === null && row.lane !== "done";

/** Every visit of the team. */
export function visitsOf(rows: Iterable<BoardRow>, team: string, name: string): TeamVisits {
  const open = [...rows].filter((row) => isVisitOf(row, team));
  const ordered = open.toSorted(byExpectedTime);
  return {
    mine: ordered.filter((row) => row.visitor === name),
    others: ordered.filter((row) => row.visitor !== name),
  };
}

/** Nobody has to go any more; only an acknowledgement is open. */
const isGivenBack = ({ state }: BoardRow): boolean => state === "handed-back" || state === "withdrawn";

/** The earliest expected time first, what was given back last; without a time by the two hours; ties by id, so that every screen agrees. */
function byExpectedTime(one: BoardRow, other: BoardRow): number {
  if (isGivenBack(one) !== isGivenBack(other)) return isGivenBack(one) ? 1 : -1;
  const difference = (one.expectedAt ?? one.twoHourDueAt) - (other.expectedAt ?? other.twoHourDueAt);
  if (difference !== 0) return difference;
  return one.referralId < other.referralId ? -1 : 1;
}

const leadsTo: Partial<Readonly<Record<CommandName, BoardRow["state"]>>> = {
  "en-route": "en-route",
  arrive: "arrived",
  "no-access": "no-access",
  "escalate-999": "escalated",
  onward: "onward-pending",
  close: "closed",
};

/** The state once everything that waits has been taken: what the person has done, whether or not anybody has been told. */
export function stateAfter(state: BoardRow["state"], waiting: readonly CommandName[]): BoardRow["state"] {
  return waiting.reduce<BoardRow["state"]>((now, name) => leadsTo[name] ?? now, state);
}

export type Step =
  | "en-route"
  | "arrive"
  | "no-access"
  | "eta"
  | "escalate-999"
  | "contact"
  | "onward"
  | "close"
  | "transfer-team"
  | "hand-back"
  | "note";

/** The big buttons of a state, the likeliest first; then the rest. Nothing that could only be refused. */
export function stepsOf(state: BoardRow["state"]): { readonly big: readonly Step[]; readonly more: readonly Step[] } {
  switch (state) {
    case "accepted":
      return {
        big: ["en-route", "arrive", "eta", "no-access", "escalate-999"],
        more: ["contact", "note", "transfer-team", "hand-back"],
      };
    case "en-route":
      return {
        big: ["arrive", "eta", "no-access", "escalate-999"],
        more: ["contact", "note", "transfer-team", "hand-back"],
      };
    case "no-access":
      return {
        big: ["arrive", "no-access", "en-route", "escalate-999"],
        more: ["contact", "note", "close", "transfer-team", "hand-back"],
      };
    case "arrived":
      return { big: ["close", "onward", "escalate-999"], more: ["contact", "note", "transfer-team", "hand-back"] };
    case "onward-pending":
      return { big: ["onward", "close", "escalate-999"], more: ["contact", "note", "hand-back"] };
    case "escalated":
      return { big: ["escalate-999", "close"], more: ["contact", "note"] };
    case "candidate":
    case "received":
    case "deciding":
    case "advised":
    case "waiting":
    case "offered":
    case "handed-back":
    case "closed":
    case "withdrawn":
      return { big: [], more: [] };
  }
}
