/**
 * Turns what a caller said into the message of a feed: the caller speaks, and whoever is at the telephone only writes it down. Pure.
 * In: the draft, who writes, when. Out: the feed and a body of `POST /api/feeds/{feed}/referrals`. What is not known is left out, never "no".
 */
import type { Principal, RedFlag } from "@ucrt/schemas";
import { nearestInstant } from "../format.ts";
import { readBirthDate } from "../read-birth-date.ts";
import { checkBody, referralBody, type Answers, type Sending } from "../refer/referral-body.ts";
import { sourceOfCall } from "./call-fields.ts";

export interface Call {
  readonly draftId: string;
  readonly answers: Answers;
  readonly found: readonly RedFlag[];
  readonly principal: Principal;
  /** When it is sent, epoch milliseconds. */
  readonly nowMs: number;
}

type Part = Readonly<Record<string, unknown>>;

/** The reference of a case whose caller has no number for it: the same for the same call, so that sending again is no second referral. */
export const referenceOf = (draftId: string): string => `CALL-${draftId.slice(0, 8).toUpperCase()}`;

/** The answers in the words of the referral's form. */
function sendingOf(call: Call): Sending {
  const { answers, found, principal, nowMs } = call;
  const source = sourceOfCall(answers);
  const caseId = answers["caseId"]?.trim() ?? "";
  const born = readBirthDate(answers["dateOfBirth"] ?? "", nowMs);
  const screened = answers["screenedBy"] ?? "";
  return {
    feed: source?.feed ?? "community",
    found,
    principal,
    nowMs,
    answers: {
      ...answers,
      // What cannot be read as a date goes as it was typed, so that the service names it.
      dateOfBirth: born ?? answers["dateOfBirth"] ?? "",
      caseId: caseId === "" && source?.value !== "crew" ? referenceOf(call.draftId) : caseId,
      screened: screened === "" ? "" : "yes",
      ...(source?.feed === "hospital" ? { department: source.value } : {}),
      ...(source?.feed === "primary-care" ? { service: source.value } : {}),
      ...(source?.feed === "community" ? { communityService: source.value } : {}),
    },
  };
}

/** The message, and the feed it goes to. */
export function callBody(call: Call): { readonly feed: Sending["feed"]; readonly body: Part } {
  const sending = sendingOf(call);
  const { answers } = sending;
  const body = referralBody(sending) as Record<string, unknown>;
  const caller = { name: answers["callerName"] ?? "", role: answers["callerRole"]?.trim() || "Caller" };
  const clinical = withScreen(body["clinical"] as Part, call);
  const taken = nearestInstant(answers["takenAt"] ?? "", call.nowMs);
  const need = {
    ...(body["need"] as Part),
    identifiedAt: new Date(taken === undefined || taken > call.nowMs ? call.nowMs : taken).toISOString(),
  };
  const shared = { ...body, clinical, need };
  switch (sending.feed) {
    case "ambulance":
      return {
        feed: "ambulance",
        body: {
          ...shared,
          crew: {
            ...(body["crew"] as Part),
            clinician: { ...caller, role: answers["callerRole"]?.trim() || "Paramedic" },
          },
        },
      };
    case "hospital":
      return {
        feed: "hospital",
        body: { ...shared, site: { code: answers["onBehalfOf"] ?? "" }, referredBy: caller },
      };
    case "primary-care":
      return { feed: "primary-care", body: { ...shared, referredBy: caller } };
    case "community":
      return {
        feed: "community",
        body: {
          ...shared,
          withPersonNow: answers["screenedBy"] === "caller-clinician" || answers["withPersonNow"] === "yes",
        },
      };
  }
}

/** The coded questions alone, for the criteria while it is typed. */
export function callCheck(call: Call): Part {
  const sending = sendingOf(call);
  const check = checkBody(sending);
  return {
    ...check,
    source: sourceOfCall(call.answers)?.value ?? "community-health",
    clinicianWithPatient: call.answers["screenedBy"] === "caller-clinician",
    clinical: withScreen(check["clinical"] as Part, call),
  };
}

/** Whoever looked for red flags is named: the caller, or the one at the telephone. */
function withScreen(clinical: Part, { answers, found, principal, nowMs }: Call): Part {
  const by = answers["screenedBy"] ?? "";
  if (by === "" && found.length === 0) return clinical;
  const isNurse = principal.role === "spa-clinician";
  const who =
    by === "caller-clinician"
      ? { doneBy: sourceOfCall(answers)?.value === "crew" ? "paramedic" : "nurse", registered: true }
      : by === "caller-other"
        ? { doneBy: "care-worker", registered: false }
        : { doneBy: isNurse ? "nurse" : "call-handler", registered: isNurse && principal.registration !== undefined };
  return {
    ...clinical,
    redFlagScreen: {
      ...who,
      at: new Date(nowMs).toISOString(),
      findings: found,
      // Named by the caller without having been asked for all: it rules out nothing else.
      ...(by === "" ? { covers: found } : {}),
    },
  };
}
