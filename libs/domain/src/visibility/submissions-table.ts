/**
 * Who may follow and change which submission, and who may send to a feed at all. In: the caller and what of the submission decides. Out: yes or no.
 * Says nothing about what a body claims (for whom, from which organisation): `intake` holds that against the directory. Pure.
 */
import type { Feed, Principal, Role } from "@ucrt/schemas";

/** What of a submission decides who may follow it. */
export interface Followed {
  readonly feed: Feed;
  readonly organisation: string;
  readonly onBehalfOf: string | null;
  /** Everybody who sent something about it. */
  readonly subjects: readonly string[];
}

/** Whose submissions a role follows. */
export type Followable = "own" | "own-organisation" | "own-feeds" | "all" | "none";

export const submissionsTable = {
  crew: "own",
  referrer: "own",
  "referrer-desk": "own-organisation",
  "spa-coordinator": "all",
  "spa-clinician": "all",
  "ucrt-clinician": "none",
  "ucrt-lead": "none",
  "service-lead": "none",
  commissioner: "none",
  "privacy-officer": "none",
  operator: "none",
  feed: "own-feeds",
} as const satisfies Readonly<Record<Role, Followable>>;

/** True when the caller may see and act on the submission. */
export function mayFollow(principal: Principal, submission: Followed): boolean {
  switch (submissionsTable[principal.role]) {
    case "own":
      return submission.subjects.includes(principal.subject);
    case "own-organisation":
      return principal.organisation === submission.organisation || principal.organisation === submission.onBehalfOf;
    case "own-feeds":
      return principal.organisation === submission.organisation && principal.feeds?.includes(submission.feed) === true;
    case "all":
      return true;
    case "none":
      return false;
  }
}

/** To which feeds a role may send: ambulance needs an ambulance trust, a system its own feeds. */
export type Sendable =
  | "ambulance-of-ambulance-trust"
  | "any-but-ambulance-needs-its-trust"
  | "any"
  | "own-feeds"
  | "none";

export const sendingTable = {
  crew: "ambulance-of-ambulance-trust",
  referrer: "any-but-ambulance-needs-its-trust",
  "referrer-desk": "any-but-ambulance-needs-its-trust",
  "spa-coordinator": "any",
  "spa-clinician": "any",
  "ucrt-clinician": "none",
  "ucrt-lead": "none",
  "service-lead": "none",
  commissioner: "none",
  "privacy-officer": "none",
  operator: "none",
  feed: "own-feeds",
} as const satisfies Readonly<Record<Role, Sendable>>;

/** True when the caller may send to the feed. `isAmbulanceTrust`: what the directory says of the caller's organisation. */
export function maySendTo(feed: Feed, principal: Principal, isAmbulanceTrust: boolean): boolean {
  switch (sendingTable[principal.role]) {
    case "ambulance-of-ambulance-trust":
      return feed === "ambulance" && isAmbulanceTrust;
    case "any-but-ambulance-needs-its-trust":
      return feed !== "ambulance" || isAmbulanceTrust;
    case "any":
      return true;
    case "own-feeds":
      return principal.feeds?.includes(feed) === true;
    case "none":
      return false;
  }
}
