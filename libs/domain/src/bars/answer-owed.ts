/**
 * Which answer a sender is owed after a fact, and what it has been told so far.
 * In: a fact, what has been told. Out: an answer to build and send, or none. Pure; the same facts give the same answers.
 *
 * A validation request leaves the case with 999 until it is told otherwise, and `completed` lets it close the case. So:
 * - accepted: interim `in-progress`, once for each acceptance that the sender can notice (a second team changes nothing for it);
 * - back to the sender, or ended before anybody had seen the patient and without another service that has taken over by name: interim
 *   `cancelled`. The case is the sender's again, whoever had accepted meanwhile;
 * - ended after a visit, or with another service that took over: full, CarePlan `completed`;
 * - nobody could be reached: `cancelled` with FC, always. A welfare check is no visit;
 * - 999 has the incident of an emergency during the visit: full, CarePlan `active`, third Encounter. After it nothing is sent any more: 999 has
 *   merged both cases, and a later `completed` could close the live one;
 * - the sender has cancelled, or the patient never was ours (candidates): nothing.
 */
import type { BarsSettings, FactOf, Reasons, ReferralFact } from "@ucrt/schemas";
import type { OutcomeCode } from "./answer-codes.ts";
import type { AnswerParts } from "./answer-parts.ts";
import type { Full } from "./full-answer.ts";
import type { Interim } from "./interim-answer.ts";

/** What a sender has been told, and what decides what it is told next. Plain data: store it beside the case. */
export interface Told {
  readonly category: AnswerParts["category"];
  readonly interim: "none" | "in-progress" | "cancelled";
  readonly isFullSent: boolean;
  /** Somebody of a team has seen the patient. */
  readonly wasSeen: boolean;
  /** Another service has taken over by name. */
  readonly onward: FactOf<"onward-accepted">["data"]["service"] | null;
  /** The sender has taken its request back. */
  readonly isCancelled: boolean;
}

export const nothingTold = (category: Told["category"]): Told => ({
  category,
  interim: "none",
  isFullSent: false,
  wasSeen: false,
  onward: null,
  isCancelled: false,
});

/** Plain data, for `interimAnswer` and `fullAnswer`. */
export type AnswerOwed =
  | { readonly kind: "interim"; readonly interim: Interim }
  | { readonly kind: "full"; readonly full: Full };

export interface AnswerWords {
  readonly reasons: Reasons;
  readonly onwardWords: BarsSettings["onwardWords"];
  /** A team's name, as the directory has it. */
  readonly teamNameOf: (team: string) => string;
  /** Of the area: times are said in local time. */
  readonly timeZone: string;
}

/** The answer that this fact makes due, given what the sender was told before it. */
export function answerOwed(fact: ReferralFact, told: Told, words: AnswerWords): AnswerOwed | null {
  if (told.isFullSent || told.isCancelled) return null;
  switch (fact.type) {
    case "accepted":
      return told.interim === "in-progress" ? null : accepted(fact, words);
    case "handed-back": {
      const { reason, to } = fact.data;
      if (to === "spa-clinician") return null;
      const { bars, referrer } = words.reasons.handBack[reason];
      return cancelled(told, bars, referrer);
    }
    case "closed":
      return closed(fact.data.outcome, told, words);
    case "escalation-handed-over":
      return escalated(fact, told);
    // Most facts are no news for a sender.
    default:
      return null;
  }
}

/** What is known after the fact and the answer that it made due. */
export function toldAfter(told: Told, fact: ReferralFact, owed: AnswerOwed | null): Told {
  const after = noted(told, fact);
  if (owed === null) return after;
  if (owed.kind === "full") return { ...after, isFullSent: true };
  const { status } = owed.interim;
  // A visit from before it went back says nothing of how it ends after it is accepted again.
  return status === "cancelled"
    ? { ...after, interim: status, wasSeen: false, onward: null }
    : { ...after, interim: status };
}

function noted(told: Told, fact: ReferralFact): Told {
  switch (fact.type) {
    case "arrived":
      return { ...told, wasSeen: true };
    case "onward-requested":
      return { ...told, onward: null };
    case "onward-accepted":
      return { ...told, onward: fact.data.service };
    case "withdrawn":
      return { ...told, isCancelled: true };
    case "alert-raised":
      return fact.data.reason === "withdrawal-after-arrival" ? { ...told, isCancelled: true } : told;
    // The others change nothing here.
    default:
      return told;
  }
}

function accepted({ data }: FactOf<"accepted">, { teamNameOf, timeZone }: AnswerWords): AnswerOwed {
  const at = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const words = `Accepted by ${teamNameOf(data.team)}. Expected with the patient at ${at.format(data.expectedAt)}.`;
  return { kind: "interim", interim: { status: "in-progress", words } };
}

/** Once is enough: what was handed back is closed later, and that is no news. */
const cancelled = (told: Told, reason: "RRNA" | "FC" | "OTH", words: string): AnswerOwed | null =>
  told.interim === "cancelled" ? null : { kind: "interim", interim: { status: "cancelled", reason, words } };

/** Ends in which no ambulance is needed any more. */
const withoutAmbulance: ReadonlySet<string> = new Set(["stayed-home", "virtual-ward", "community-bed", "redirected"]);

function closed(outcome: FactOf<"closed">["data"]["outcome"], told: Told, words: AnswerWords): AnswerOwed | null {
  if (told.interim === "cancelled") return null;
  const said = words.reasons.close[outcome].referrer;
  if (outcome === "not-reached") return cancelled(told, "FC", withYou(said));
  const hasEndedWithUs = told.wasSeen || told.onward !== null;
  if (!hasEndedWithUs || outcome === "handed-back") return cancelled(told, "OTH", withYou(said));
  const onward = told.onward === null ? undefined : words.onwardWords[told.onward];
  const codes: readonly OutcomeCode[] = withoutAmbulance.has(outcome) ? ["C5"] : [];
  return {
    kind: "full",
    full: {
      isFirst: told.interim === "none",
      carePlan: "completed",
      words: onward === undefined ? said : `${said} ${onward}`,
      outcomeCodes: codes,
    },
  };
}

const withYou = (words: string): string => `${words} The case is with you again.`;

/** We do not say C1 or C2: 999 has sorted the call itself. */
function escalated({ data }: FactOf<"escalation-handed-over">, told: Told): AnswerOwed {
  return {
    kind: "full",
    full: {
      isFirst: told.interim === "none",
      carePlan: "active",
      words: `It has become an emergency. 999 has it as incident ${data.incidentNumber}. Do not close this case for our answer.`,
      outcomeCodes: [],
      newIncidentNumber: data.incidentNumber,
      clockStartAtMs: data.handedOverAt,
    },
  };
}
