/**
 * Who sees a person's identity, risks and access notes (docs/who-may-what.md). In: the caller, the board row, an open break-glass.
 * Out: whether the record exists for them, and what of it is hidden. Pure; the audit row is written by whoever asks.
 */
import type { BoardRow, Principal, Role } from "@ucrt/schemas";
import { mayView } from "./rows-table.ts";
import { breakGlassRoles } from "./roles.ts";

export interface Sight {
  /** False: for this caller there is no such referral. */
  readonly record: boolean;
  readonly person: boolean;
  readonly accessNotes: boolean;
}

/** What a role sees of a referral whose row it may see. */
export type SightOfRole =
  /** Nothing: referrers follow their submission, where team notes never are; the others have no business with a record. */
  | "nothing"
  /** What happened, without who it is. */
  | "record"
  /** Who it is and the risks, but not how to get in. */
  | "person"
  /** Who it is; how to get in once the job is the team's own and while it is active: the key to the door comes with the job. */
  | "person-and-own-access-notes";

export const personTable = {
  crew: "nothing",
  referrer: "nothing",
  "referrer-desk": "nothing",
  "spa-coordinator": "person",
  "spa-clinician": "person",
  "ucrt-clinician": "person-and-own-access-notes",
  "ucrt-lead": "person-and-own-access-notes",
  "service-lead": "record",
  commissioner: "nothing",
  "privacy-officer": "nothing",
  operator: "nothing",
  feed: "nothing",
} as const satisfies Readonly<Record<Role, SightOfRole>>;

/** States in which somebody of the team may have to get in. */
const activeStates: ReadonlySet<string> = new Set([
  "accepted",
  "en-route",
  "arrived",
  "onward-pending",
  "no-access",
  "escalated",
]);

const nothing: Sight = { record: false, person: false, accessNotes: false };

/** What the caller sees of a referral now. */
export function sightOf(principal: Principal, row: BoardRow, hasBrokenGlass: boolean): Sight {
  if (hasBrokenGlass && breakGlassRoles.some((role) => role === principal.role))
    return { record: true, person: true, accessNotes: true };
  if (!mayView(principal, row)) return nothing;
  switch (personTable[principal.role]) {
    case "nothing":
      return nothing;
    case "record":
      return { record: true, person: false, accessNotes: false };
    case "person":
      return { record: true, person: true, accessNotes: false };
    case "person-and-own-access-notes":
      return { record: true, person: true, accessNotes: row.team === principal.team && activeStates.has(row.state) };
  }
}
