/**
 * The clinical picture of a check before sending: what it says and nothing else. In: the coded questions, where the visit is as far as it is known, the instant.
 * Out: a picture to assess. The service and the page make it with this same code, so they judge alike. Pure.
 */
import type { ClinicalPicture, CodedLocation, EligibilityCheckBody } from "@ucrt/schemas";
import { ageInYears } from "../referral/normalise-age.ts";
import { scoreNews2 } from "../scores/news2.ts";

/** `atMs`: epoch milliseconds. A date of birth outside any life counts as no age; the service refuses it beforehand. */
export function pictureOfCheck(
  body: EligibilityCheckBody,
  { location, atMs }: { readonly location: CodedLocation; readonly atMs: number },
): ClinicalPicture {
  const { observations } = body.clinical;
  return {
    ...ageOf(body, atMs),
    sex: body.sex,
    practice: body.practice ?? null,
    temporaryResident: body.temporaryResident ?? "unknown",
    need: body.need,
    otherNeeds: body.otherNeeds,
    carePlace: body.carePlace,
    arpCategory: body.arpCategory ?? null,
    answers: body.clinical,
    news2: observations === undefined ? null : scoreNews2(observations),
    flags: {
      safeguarding: body.flags.safeguarding ?? "unknown",
      sceneSafety: body.flags.sceneSafety ?? "unknown",
      infectionRisk: body.flags.infectionRisk ?? "unknown",
      interpreterNeeded: body.flags.interpreterNeeded ?? false,
      reasonableAdjustment: body.flags.reasonableAdjustment ?? false,
    },
    location,
    alternative: body.alternative ?? null,
    clinicianWithPatient: body.clinicianWithPatient,
    nhsNumberVerified: false,
    dataQuality: [],
  };
}

function ageOf(body: EligibilityCheckBody, atMs: number): Pick<ClinicalPicture, "ageYears" | "ageBasis"> {
  if (body.dateOfBirth !== undefined) {
    const years = ageInYears(body.dateOfBirth, atMs);
    return years < 0 || years > 130
      ? { ageYears: null, ageBasis: "unknown" }
      : { ageYears: years, ageBasis: "date-of-birth" };
  }
  return body.ageYears === undefined
    ? { ageYears: null, ageBasis: "unknown" }
    : { ageYears: body.ageYears, ageBasis: "estimated" };
}
