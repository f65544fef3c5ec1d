/**
 * What the four dialects have in common on their way to one referral: the person, the coded picture, the clocks, notes on data quality.
 * In: a parsed feed message (instants in epoch ms) and what is known about its receipt. Out: the parts of `referral.submitted.v1`.
 * Pure. Never refuses: what is wrong in meaning is named by `wrongInMeaning` beforehand. Never drops what a sender wrote.
 */
import type { ClinicalPicture, Feed, Person, Sender, SenderCode, Source, SubmittedClocks } from "@ucrt/schemas";
import type { AmbulanceMessage, CommunityMessage, HospitalMessage, PrimaryCareMessage } from "@ucrt/schemas";
import { isNhsNumber, nhsNumberDigits } from "../identifiers/nhs-number.ts";
import type { Directory } from "../routing/directory.ts";
import { locate } from "../routing/locate.ts";
import { scoreNews2 } from "../scores/news2.ts";
import { ageInYears } from "./normalise-age.ts";

/** Messages that bring a whole case: a referral or an amendment. */
type Case<Message extends { readonly kind: string }> = Extract<Message, { kind: "referral" | "amendment" }>;
export type AmbulanceCase = Case<AmbulanceMessage>;
export type HospitalCase = Case<HospitalMessage>;
export type PrimaryCareCase = Case<PrimaryCareMessage>;
export type CommunityCase = Case<CommunityMessage>;
export type AnyCase = AmbulanceCase | HospitalCase | PrimaryCareCase | CommunityCase;

export interface NormaliseContext {
  /** Commit of `intake` or the broker's append time, epoch ms. */
  readonly receivedAtMs: number;
  readonly requestId: string;
  /** Subject of the signed-in submitter. */
  readonly subject?: string;
  /** The area's directory: place, LSOA and district of the visit. */
  readonly directory: Directory;
}

export interface Normalised {
  readonly sender: Sender;
  readonly clocks: SubmittedClocks;
  readonly picture: ClinicalPicture;
  readonly person: Person;
}

/** What only a dialect can say. */
export interface Dialect {
  readonly feed: Feed;
  readonly source: Source;
  readonly caseId: string;
  readonly referredBy?: Sender["referredBy"];
  readonly callSign?: string;
  readonly visit: AmbulanceCase["incident"];
  readonly carePlace: ClinicalPicture["carePlace"];
  readonly practice: string | null;
  readonly arpCategory: ClinicalPicture["arpCategory"];
  readonly clinicianWithPatient: boolean;
  readonly referrer: Person["referrer"];
  /** Instants of the dialect, by the name used in data-quality notes. */
  readonly instants: Readonly<Record<string, number | undefined>>;
  readonly clocks: {
    readonly ambulanceClockStartAt?: number | undefined;
    readonly validationBreachAt?: number | undefined;
    readonly crewOnSceneAt?: number | undefined;
  };
  readonly notes: readonly string[];
  /** Codes that the dialect carries in fields of their own. */
  readonly codes?: readonly SenderCode[];
}

/** Two clocks may differ by this much before an instant counts as "in the future", ms (design: skew is alarmed at 2 s). */
const CLOCK_TOLERANCE_MS = 2_000;

/** Two ages may differ by this many years before the estimate is noted as doubtful. */
const AGE_DIFFERENCE_YEARS = 5;

/** Builds the referral from the parts all dialects share and what one dialect said. */
export function normaliseCase(message: AnyCase, dialect: Dialect, context: NormaliseContext): Normalised {
  const { patient, need } = message;
  const notes: string[] = [...dialect.notes];
  const isFuture = (atMs: number): boolean => atMs > context.receivedAtMs + CLOCK_TOLERANCE_MS;
  for (const [name, atMs] of Object.entries({ ...commonInstants(message), ...dialect.instants })) {
    if (atMs !== undefined && isFuture(atMs)) notes.push(`instant-in-the-future:${name}`);
  }
  /** A sender's instant from the future is kept in the message and flagged; it never becomes a clock. */
  const clock = (atMs: number | undefined): number | null => (atMs === undefined || isFuture(atMs) ? null : atMs);

  const digits = patient.nhsNumber === undefined ? null : nhsNumberDigits(patient.nhsNumber);
  const nhsNumberVerified = digits !== null && isNhsNumber(digits);
  if (patient.nhsNumber !== undefined && !nhsNumberVerified) notes.push("nhs-number-fails-modulus-11");

  const age = ageOf(patient, context.receivedAtMs, notes);
  const { observations } = message.clinical;
  const news2 = observations === undefined ? null : scoreNews2(observations);
  if (news2 !== null && news2.sentTotal !== null && news2.total !== news2.sentTotal)
    notes.push(news2.total === null ? "news2-total-cannot-be-checked" : "news2-total-differs");

  const location = locate(context.directory, { postcode: dialect.visit.postcode, practice: dialect.practice });
  if (dialect.visit.postcode === undefined) notes.push("visit-postcode-missing");

  return {
    sender: {
      feed: dialect.feed,
      source: dialect.source,
      channel: message.channel,
      organisation: message.organisation,
      ...(message.onBehalfOf === undefined ? {} : { onBehalfOf: message.onBehalfOf }),
      caseId: dialect.caseId,
      requestId: context.requestId,
      ...(context.subject === undefined ? {} : { subject: context.subject }),
      ...(dialect.referredBy === undefined ? {} : { referredBy: dialect.referredBy }),
      ...(dialect.callSign === undefined ? {} : { callSign: dialect.callSign }),
      alertsStaffAutomatically: message.alertsStaffAutomatically ?? false,
    },
    clocks: {
      needIdentifiedAt: clock(need.identifiedAt),
      receivedAt: context.receivedAtMs,
      ambulanceClockStartAt: clock(dialect.clocks.ambulanceClockStartAt),
      // A breach lies ahead by its nature.
      validationBreachAt: dialect.clocks.validationBreachAt ?? null,
      crewOnSceneAt: clock(dialect.clocks.crewOnSceneAt),
    },
    picture: {
      ...age,
      sex: patient.sex,
      practice: dialect.practice,
      temporaryResident: patient.temporaryResident ?? "unknown",
      need: need.code,
      otherNeeds: need.others ?? [],
      carePlace: dialect.carePlace,
      arpCategory: dialect.arpCategory,
      answers: message.clinical,
      news2,
      flags: flagsOf(message.flags),
      location,
      alternative: need.alternative ?? null,
      clinicianWithPatient: dialect.clinicianWithPatient,
      nhsNumberVerified,
      dataQuality: notes,
    },
    person: personOf(message, dialect, digits),
  };
}

/** A registered clinician stands behind what was written: by the named practitioner's registration, or by the screen they signed. */
export function isRegisteredClinician(
  practitioner: { readonly registration?: unknown } | undefined,
  clinical: AnyCase["clinical"],
): boolean {
  return practitioner?.registration !== undefined || clinical.redFlagScreen?.registered === true;
}

function commonInstants(message: AnyCase): Readonly<Record<string, number | undefined>> {
  const { clinical } = message;
  return {
    sentAt: message.sentAt,
    "need.identifiedAt": message.need.identifiedAt,
    "clinical.observations.takenAt": clinical.observations?.takenAt,
    "clinical.redFlagScreen.at": clinical.redFlagScreen?.at,
    "clinical.fall.onFloorSince": clinical.fall?.onFloorSince,
  };
}

function ageOf(
  patient: AnyCase["patient"],
  receivedAtMs: number,
  notes: string[],
): Pick<ClinicalPicture, "ageYears" | "ageBasis"> {
  const { dateOfBirth, estimatedAgeYears } = patient;
  const fromBirth = dateOfBirth === undefined ? null : ageInYears(dateOfBirth, receivedAtMs);
  if (fromBirth !== null && fromBirth >= 0 && fromBirth <= 130) {
    if (estimatedAgeYears !== undefined && Math.abs(estimatedAgeYears - fromBirth) > AGE_DIFFERENCE_YEARS)
      notes.push("estimated-age-differs");
    return { ageYears: fromBirth, ageBasis: "date-of-birth" };
  }
  return estimatedAgeYears === undefined
    ? { ageYears: null, ageBasis: "unknown" }
    : { ageYears: estimatedAgeYears, ageBasis: "estimated" };
}

function flagsOf(given: AnyCase["flags"]): ClinicalPicture["flags"] {
  return {
    safeguarding: given.safeguarding ?? "unknown",
    sceneSafety: given.sceneSafety ?? "unknown",
    infectionRisk: given.infectionRisk ?? "unknown",
    interpreterNeeded: given.interpreterNeeded ?? false,
    reasonableAdjustment: given.reasonableAdjustment ?? false,
    ...(given.repeatCaller === undefined ? {} : { repeatCaller: given.repeatCaller }),
    ...(given.agencyContacted === undefined ? {} : { agencyContacted: given.agencyContacted }),
    ...(given.callWarning === undefined ? {} : { callWarning: given.callWarning }),
  };
}

function personOf(message: AnyCase, dialect: Dialect, nhsDigits: string | null): Person {
  const { patient, need, flags } = message;
  const { accessNotes, ...visitAddress } = dialect.visit;
  const senderCodes = withoutRepeats([...(dialect.codes ?? []), ...(need.codes ?? [])]);
  return {
    ...(patient.name === undefined ? {} : { name: patient.name }),
    ...(nhsDigits === null ? {} : { nhsNumber: nhsDigits }),
    ...(patient.dateOfBirth === undefined ? {} : { dateOfBirth: patient.dateOfBirth }),
    sex: patient.sex,
    ...(patient.phone === undefined ? {} : { phone: patient.phone }),
    ...(patient.homeAddress === undefined ? {} : { homeAddress: patient.homeAddress }),
    visitAddress,
    contacts: patient.contacts ?? [],
    ...(accessNotes === undefined ? {} : { accessNotes }),
    ...(need.narrative === undefined ? {} : { narrative: need.narrative }),
    ...(patient.history === undefined ? {} : { history: patient.history }),
    ...(patient.medication === undefined ? {} : { medication: patient.medication }),
    ...(flags.sceneNotes === undefined ? {} : { sceneNotes: flags.sceneNotes }),
    ...(flags.safeguardingNotes === undefined ? {} : { safeguardingNotes: flags.safeguardingNotes }),
    ...(flags.otherNotes === undefined ? {} : { flagNotes: flags.otherNotes }),
    ...(senderCodes.length === 0 ? {} : { senderCodes }),
    ...(patient.interpreterLanguage === undefined ? {} : { interpreterLanguage: patient.interpreterLanguage }),
    referrer: dialect.referrer,
  };
}

/** A code that came in a field of its own and in the list is read once, with its words if either has them. */
function withoutRepeats(codes: readonly SenderCode[]): SenderCode[] {
  const byCode = new Map<string, SenderCode>();
  for (const given of codes) {
    const key = `${given.system}|${given.code}`.toLowerCase();
    if (byCode.get(key)?.words === undefined) byCode.set(key, given);
  }
  return [...byCode.values()];
}
