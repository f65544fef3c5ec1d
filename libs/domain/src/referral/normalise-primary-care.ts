/**
 * The dialect of general practice and NHS 111 as one referral.
 * In: a parsed referral or amendment. Out: sender, clocks, picture, person. Pure.
 * A practice that refers is taken as the person's own when none is named, and that is noted.
 */
import type { Source } from "@ucrt/schemas";
import {
  isRegisteredClinician,
  normaliseCase,
  type Normalised,
  type NormaliseContext,
  type PrimaryCareCase,
} from "./normalise-shared.ts";

/** Turns a GP's, an out-of-hours service's or 111's case into the one referral all services know. */
export function normalisePrimaryCare(message: PrimaryCareCase, context: NormaliseContext): Normalised {
  const own = message.patient.practice;
  const assumed = own === undefined && message.service === "gp" ? message.practiceOdsCode : undefined;
  return normaliseCase(
    message,
    {
      feed: "primary-care",
      source: sourceOf(message.service),
      caseId: message.journeyNumber,
      referredBy: message.referredBy,
      visit: message.visit,
      carePlace: message.carePlace,
      practice: own ?? assumed ?? null,
      arpCategory: null,
      clinicianWithPatient:
        message.consultation?.how === "face-to-face" && isRegisteredClinician(message.referredBy, message.clinical),
      referrer: { name: message.referredBy.name, ...message.numbers },
      instants: { "consultation.at": message.consultation?.at },
      clocks: {},
      notes: assumed === undefined ? [] : ["practice-assumed-from-referrer"],
    },
    context,
  );
}

/** Out-of-hours doctors judge as GPs do. */
function sourceOf(service: PrimaryCareCase["service"]): Source {
  switch (service) {
    case "gp":
    case "out-of-hours":
      return "gp";
    case "nhs-111":
      return "nhs-111";
  }
}
