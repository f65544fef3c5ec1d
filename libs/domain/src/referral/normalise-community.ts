/**
 * The dialect of care homes, telecare, social care, voluntary sector, the public, and calls that SPA writes down, as one referral.
 * In: a parsed referral or amendment. Out: sender, clocks, picture, person. Pure.
 */
import type { ClinicalPicture } from "@ucrt/schemas";
import {
  isRegisteredClinician,
  normaliseCase,
  type CommunityCase,
  type Normalised,
  type NormaliseContext,
} from "./normalise-shared.ts";

/** Turns a community sender's case into the one referral all services know. */
export function normaliseCommunity(message: CommunityCase, context: NormaliseContext): Normalised {
  return normaliseCase(
    message,
    {
      feed: "community",
      source: message.service,
      caseId: message.reference,
      ...(message.referredBy === undefined ? {} : { referredBy: message.referredBy }),
      visit: message.visit,
      carePlace: carePlaceOf(message),
      practice: message.patient.practice ?? null,
      arpCategory: null,
      clinicianWithPatient: message.withPersonNow && isRegisteredClinician(message.referredBy, message.clinical),
      referrer: { name: message.caller.name, ...message.numbers },
      instants: {},
      clocks: {},
      notes: [],
    },
    context,
  );
}

/** A care home is where its residents live; a telecare alarm, the person and their carer ring from home; of the rest nothing is assumed. */
function carePlaceOf(message: CommunityCase): ClinicalPicture["carePlace"] {
  if (message.careHome !== undefined) return message.careHome.nursing ? "nursing-home" : "care-home";
  switch (message.service) {
    case "care-home":
      return "care-home";
    case "telecare":
    case "self":
    case "carer":
      return "home";
    case "social-care":
    case "mental-health":
    case "hospice":
    case "voluntary-sector":
    case "community-health":
      return "unknown";
  }
}
