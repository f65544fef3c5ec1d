/**
 * Who sees a person's identity, risks and access notes (care at the front door, section 8). In: the caller, the board row, an open break-glass.
 * Out: whether the record exists for them, and what of it is hidden. Pure; the audit row is written by whoever asks.
 */
import { mayView } from "@ucrt/domain";
import type { BoardRow, Principal, Role } from "@ucrt/schemas";

export interface Sight {
  /** False: for this caller there is no such referral. */
  readonly record: boolean;
  readonly person: boolean;
  readonly accessNotes: boolean;
}

const nothing: Sight = { record: false, person: false, accessNotes: false };

/** Roles that may look behind the glass with a reason. */
export const breakGlassRoles = [
  "spa-coordinator",
  "spa-clinician",
  "ucrt-clinician",
  "ucrt-lead",
  "service-lead",
] as const satisfies readonly Role[];

const activeStates: ReadonlySet<string> = new Set([
  "accepted",
  "en-route",
  "arrived",
  "onward-pending",
  "no-access",
  "escalated",
]);

/** What the caller sees of a referral now. */
export function sightOf(principal: Principal, row: BoardRow, hasBrokenGlass: boolean): Sight {
  if (hasBrokenGlass && breakGlassRoles.some((role) => role === principal.role))
    return { record: true, person: true, accessNotes: true };
  if (!mayView(principal, row)) return nothing;
  switch (principal.role) {
    case "spa-coordinator":
    case "spa-clinician":
      return { record: true, person: true, accessNotes: false };
    case "ucrt-clinician":
    case "ucrt-lead":
      // An offer is a legitimate relationship; the key to the door comes with the job.
      return { record: true, person: true, accessNotes: row.team === principal.team && activeStates.has(row.state) };
    case "service-lead":
      return { record: true, person: false, accessNotes: false };
    case "crew":
    case "referrer":
    case "referrer-desk":
    case "commissioner":
    case "privacy-officer":
    case "operator":
    case "feed":
      // Referrers follow their submission where team notes never are; the others have no business with a record.
      return nothing;
  }
}
