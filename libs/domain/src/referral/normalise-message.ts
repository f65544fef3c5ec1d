/**
 * One door to the four dialects: which message brings a case, which id names it, and how it becomes one referral.
 * In: a parsed feed message and its feed. Out: the case id, or the normalised parts. Pure.
 */
import type { AmbulanceMessage, CommunityMessage, Feed, HospitalMessage, PrimaryCareMessage } from "@ucrt/schemas";
import { normaliseAmbulance } from "./normalise-ambulance.ts";
import { normaliseCommunity } from "./normalise-community.ts";
import { normaliseHospital } from "./normalise-hospital.ts";
import { normalisePrimaryCare } from "./normalise-primary-care.ts";
import type {
  AmbulanceCase,
  CommunityCase,
  HospitalCase,
  Normalised,
  NormaliseContext,
  PrimaryCareCase,
} from "./normalise-shared.ts";

/** A parsed message together with the feed whose contract it fits. */
export type FeedMessage =
  | { readonly feed: "ambulance"; readonly message: AmbulanceMessage }
  | { readonly feed: "hospital"; readonly message: HospitalMessage }
  | { readonly feed: "primary-care"; readonly message: PrimaryCareMessage }
  | { readonly feed: "community"; readonly message: CommunityMessage };

/** A referral or an amendment: a message that brings a whole case. */
export type FeedCase =
  | { readonly feed: "ambulance"; readonly message: AmbulanceCase }
  | { readonly feed: "hospital"; readonly message: HospitalCase }
  | { readonly feed: "primary-care"; readonly message: PrimaryCareCase }
  | { readonly feed: "community"; readonly message: CommunityCase };

/** Field of each dialect that holds the sender's case id. */
export const caseIdFields = {
  ambulance: "incidentNumber",
  hospital: "encounterNumber",
  "primary-care": "journeyNumber",
  community: "reference",
} as const satisfies Record<Feed, string>;

/** The sender's case id: CAD incident, encounter, journey or reference. */
export function caseIdOf(given: FeedMessage): string {
  switch (given.feed) {
    case "ambulance":
      return given.message.incidentNumber;
    case "hospital":
      return given.message.encounterNumber;
    case "primary-care":
      return given.message.journeyNumber;
    case "community":
      return given.message.reference;
  }
}

/** The message as one referral, by its dialect. */
export function normalise(given: FeedCase, context: NormaliseContext): Normalised {
  switch (given.feed) {
    case "ambulance":
      return normaliseAmbulance(given.message, context);
    case "hospital":
      return normaliseHospital(given.message, context);
    case "primary-care":
      return normalisePrimaryCare(given.message, context);
    case "community":
      return normaliseCommunity(given.message, context);
  }
}

/** A case in the 999 stack that is not ours until we take it. */
export function bringsCandidate(given: FeedCase): boolean {
  return given.feed === "ambulance" && given.message.transfer === "stack-pull";
}
