/**
 * Turns what was typed into the message of a feed. Pure. In: the answers, who is sending, the time. Out: a body of `POST /api/feeds/{feed}/referrals`.
 * Leaves out what was not answered: unknown is never "no", and the service names what is missing.
 */
import type { Feed, Principal, RedFlag } from "@ucrt/schemas";

export type Answers = Readonly<Record<string, string>>;

export interface Sending {
  readonly feed: Feed;
  readonly answers: Answers;
  /** Red flags that were found. */
  readonly found: readonly RedFlag[];
  readonly principal: Principal;
  readonly nowMs: number;
}

type Part = Readonly<Record<string, unknown>>;

/** Yes, no, not known: asked of every sender in the same words. */
export const yesNoQuestions = [
  { name: "helpWithinTwoHours", words: "Help is needed within two hours" },
  { name: "manageableAtHome", words: "Can be managed safely at home" },
  { name: "safeToWaitTwoHours", words: "Safe to wait up to two hours" },
  { name: "agreesToVisit", words: "Agrees to a visit" },
] as const;

export const otherQuestions = [
  { name: "endOfLife", words: "End of life" },
  { name: "intoxicated", words: "Intoxicated" },
  { name: "needsComplexDiagnostics", words: "Needs tests that only a hospital has" },
  { name: "virtualWardNeed", words: "Needs hospital-level care at home" },
  { name: "mentalHealthCrisisIsPrimary", words: "A mental health crisis is the main need" },
  { name: "pregnancyRelated", words: "Related to a pregnancy" },
  { name: "dischargeSupportOnly", words: "Only support for leaving hospital" },
] as const;

export const fallQuestions = [
  { name: "onFloorNow", words: "Still on the floor now" },
  { name: "headStrike", words: "Hit the head" },
  { name: "anticoagulant", words: "Takes an anticoagulant" },
  { name: "antiplatelet", words: "Takes an antiplatelet" },
] as const;

/** Without what is empty, and undefined when nothing is left. */
function filled(part: Part): Part | undefined {
  const entries = Object.entries(part).filter(
    ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined || text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text);

/** "Found some", and not yet what: whoever says so has ruled nothing out, so it counts as not answered. */
export const isFindingUnnamed = (answers: Answers, found: readonly RedFlag[]): boolean =>
  answers["screen"] === "some" && found.length === 0;

const isScreened = (answers: Answers, found: readonly RedFlag[]): boolean =>
  answers["screened"] === "yes" && !isFindingUnnamed(answers, found);

/** What `POST /api/eligibility-checks` asks: the coded answers only, no identity. */
export function checkBody({ answers, found, principal, nowMs, feed }: Sending): Part {
  return {
    source: sourceOf(feed, answers),
    ...filled({
      ageYears: numberOf(answers["ageYears"]),
      dateOfBirth: answers["dateOfBirth"],
      postcode: answers["postcode"],
      practice: answers["practice"],
      arpCategory: feed === "ambulance" ? answers["arpCategory"] : undefined,
      alternative: answers["alternative"],
      sex: answers["sex"],
      carePlace: answers["carePlace"],
    }),
    need: answers["need"],
    clinicianWithPatient:
      principal.registration !== undefined &&
      principal.role !== "spa-coordinator" &&
      principal.role !== "spa-clinician",
    clinical: clinicalOf({ answers, found, principal, nowMs }) ?? {},
    flags: filled({ safeguarding: answers["safeguarding"], sceneSafety: answers["sceneSafety"] }) ?? {},
  };
}

/** The whole message. */
export function referralBody(sending: Sending): Part {
  const { feed, answers, principal, nowMs } = sending;
  const isCall = principal.role === "spa-coordinator" || principal.role === "spa-clinician";
  const sentAt = new Date(nowMs).toISOString();
  const numbers = {
    callBack: answers["callBack"],
    // A number that was cleared again is empty, not absent.
    bypass: answers["bypass"] || answers["callBack"],
    outOfHours: answers["outOfHours"] || answers["callBack"],
  };
  const practitioner = {
    name: principal.name,
    role: answers["ownRole"] ?? "Clinician",
    ...(principal.registration === undefined ? {} : { registration: principal.registration }),
  };
  const where = filled({
    lines: linesOf(answers["address"]),
    postcode: answers["postcode"],
    what3words: answers["what3words"],
    latitude: numberOf(answers["latitude"]),
    longitude: numberOf(answers["longitude"]),
    accessNotes: answers["accessNotes"],
  }) ?? { lines: [] };
  const shared = {
    kind: "referral",
    organisation: principal.organisation,
    sentAt,
    channel: isCall ? "phone" : "form",
    ...(isCall && answers["onBehalfOf"] !== undefined && answers["onBehalfOf"] !== ""
      ? { onBehalfOf: answers["onBehalfOf"] }
      : {}),
    patient: patientOf(answers),
    need: filled({
      code: answers["need"],
      narrative: answers["narrative"],
      identifiedAt: sentAt,
      alternative: answers["alternative"],
    }),
    clinical: clinicalOf(sending) ?? {},
    flags:
      filled({
        safeguarding: answers["safeguarding"],
        sceneSafety: answers["sceneSafety"],
        infectionRisk: answers["infectionRisk"],
        safeguardingNotes: answers["safeguardingNotes"],
      }) ?? {},
  };
  const caseId = answers["caseId"];
  switch (feed) {
    case "ambulance":
      return {
        ...shared,
        incidentNumber: caseId,
        transfer: "crew-on-scene",
        ...(answers["arpCategory"] === undefined || answers["arpCategory"] === ""
          ? {}
          : { arpCategory: answers["arpCategory"] }),
        crew: { callSign: answers["callSign"], clinician: practitioner, onSceneAt: sentAt, numbers },
        incident: where,
        carePlace: answers["carePlace"] ?? "home",
      };
    case "hospital":
      return {
        ...shared,
        encounterNumber: caseId,
        site: { code: principal.organisation },
        department: answers["department"] ?? "emergency-department",
        referredBy: practitioner,
        numbers,
        destination: where,
        destinationKind: hospitalPlaces.has(answers["carePlace"] ?? "") ? answers["carePlace"] : "home",
      };
    case "primary-care":
      return {
        ...shared,
        journeyNumber: caseId,
        service: answers["service"] ?? "gp",
        referredBy: practitioner,
        numbers,
        visit: where,
        carePlace: hospitalPlaces.has(answers["carePlace"] ?? "") ? answers["carePlace"] : "home",
      };
    case "community":
      return {
        ...shared,
        reference: caseId,
        service: answers["communityService"] ?? "care-home",
        caller: filled({ name: answers["callerName"] ?? principal.name, relationship: answers["callerRelationship"] }),
        withPersonNow: answers["withPersonNow"] === "yes",
        ...(principal.registration === undefined || isCall ? {} : { referredBy: practitioner }),
        numbers,
        visit: where,
      };
  }
}

const hospitalPlaces: ReadonlySet<string> = new Set(["home", "care-home", "nursing-home", "other", "unknown"]);

function patientOf(answers: Answers): Part {
  return (
    filled({
      name: answers["name"],
      dateOfBirth: answers["dateOfBirth"],
      estimatedAgeYears:
        answers["dateOfBirth"] === undefined || answers["dateOfBirth"] === ""
          ? numberOf(answers["ageYears"])
          : undefined,
      sex: answers["sex"],
      nhsNumber: answers["nhsNumber"]?.replace(/\s/g, ""),
      phone: answers["patientPhone"],
      practice: answers["practice"],
    }) ?? { sex: "unknown" }
  );
}

function linesOf(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(/\n|,/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, 6);
}

function clinicalOf({
  answers,
  found,
  principal,
  nowMs,
}: Pick<Sending, "answers" | "found" | "principal" | "nowMs">): Part | undefined {
  const asked = Object.fromEntries([...yesNoQuestions, ...otherQuestions].map(({ name }) => [name, answers[name]]));
  const isFall = answers["need"] === "FALL";
  const at = new Date(nowMs).toISOString();
  return filled({
    ...asked,
    fall: isFall
      ? {
          onFloorNow: "unknown",
          headStrike: "unknown",
          anticoagulant: "unknown",
          antiplatelet: "unknown",
          ...screenedHead(answers, found),
          ...filled(Object.fromEntries(fallQuestions.map(({ name }) => [name, answers[name]]))),
          ...(answers["onFloorNow"] === "yes" ? filled({ onFloorSince: answers["onFloorSince"] }) : undefined),
        }
      : undefined,
    redFlagScreen:
      isScreened(answers, found) || found.length > 0
        ? {
            doneBy: principal.role === "crew" ? "paramedic" : (answers["screenedBy"] ?? "nurse"),
            registered: principal.registration !== undefined,
            at: answers["screenedAt"] ?? at,
            findings: found,
            // Found without a whole screen: it rules out nothing else.
            ...(isScreened(answers, found) ? {} : { covers: found }),
          }
        : undefined,
    observations: observationsOf(answers, answers["observedAt"] ?? at),
    clinicalFrailtyScale: numberOf(answers["frailty"]),
  });
}

/** Whoever looked for every red flag has looked for a knock to the head. */
function screenedHead(answers: Answers, found: readonly RedFlag[]): Part {
  if (found.includes("headInjury")) return { headStrike: "yes" };
  return isScreened(answers, found) ? { headStrike: "no" } : {};
}

function observationsOf(answers: Answers, at: string): Part | undefined {
  const taken = filled({
    respirationsPerMinute: numberOf(answers["respirations"]),
    oxygenSaturationPercent: numberOf(answers["saturation"]),
    onOxygen: answers["onOxygen"] === "yes" ? true : answers["onOxygen"] === "no" ? false : undefined,
    systolicMmHg: numberOf(answers["systolic"]),
    pulsePerMinute: numberOf(answers["pulse"]),
    consciousness: answers["consciousness"],
    temperatureCelsius: numberOf(answers["temperature"]),
  });
  return taken === undefined ? undefined : { takenAt: at, ...taken };
}

function sourceOf(feed: Feed, answers: Answers): string {
  switch (feed) {
    case "ambulance":
      return "crew";
    case "hospital":
      return answers["department"] ?? "emergency-department";
    case "primary-care":
      return answers["service"] === "nhs-111" ? "nhs-111" : "gp";
    case "community":
      return answers["communityService"] ?? "care-home";
  }
}
