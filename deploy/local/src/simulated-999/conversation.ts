// How a case stands between the ambulance service and the urgent community response. In: what was sent and received, in order. Out: one standing, one
// owner. Pure. The duty of care stays with 999 until an interim answer says "accepted", and comes back at once when they give the case back.
//
//   being-sent ─> acknowledged ─> accepted ─> finished
//        │             ├──────────> handed-back        (999 again: send an ambulance)
//        │             ├──────────> withdrawn          (we cancelled)
//        └─> refused   └─ breach ─> taken-back         (no answer in time: send an ambulance)
import type { RequestKind } from "./made-validation-request.ts";
import type { ReadAnswer } from "./read-answer.ts";

export type Standing =
  | "being-sent"
  | "acknowledged"
  | "accepted"
  | "handed-back"
  | "finished"
  | "withdrawn"
  | "refused"
  | "taken-back";

export type ConversationEvent =
  | {
      readonly type: "attempted";
      readonly atMs: number;
      readonly requestId: string;
      readonly kind: RequestKind;
      readonly number: number;
      readonly status: number | undefined;
      readonly words: string;
    }
  | {
      readonly type: "arrived";
      readonly atMs: number;
      readonly requestId: string;
      readonly kind: RequestKind;
      readonly isDuplicate: boolean;
      readonly theirNumber: string | undefined;
    }
  | {
      readonly type: "refused";
      readonly atMs: number;
      readonly requestId: string;
      readonly kind: RequestKind;
      readonly status: number;
      readonly code: string;
    }
  | { readonly type: "undelivered"; readonly atMs: number; readonly requestId: string; readonly kind: RequestKind }
  /** An answer of theirs, with what we answered. Only 200 has an effect. */
  | {
      readonly type: "received";
      readonly atMs: number;
      readonly requestId: string;
      readonly status: number | undefined;
      readonly words: string;
      readonly answer: ReadAnswer | undefined;
    }
  | { readonly type: "breached"; readonly atMs: number }
  /** Somebody of the ambulance service did what an alarm asked for. */
  | { readonly type: "dealt-with"; readonly atMs: number; readonly words: string };

export interface Conversation {
  readonly standing: Standing;
  readonly owner: "999" | "UCRT";
  /** Where it stands, in a sentence. */
  readonly words: string;
  /** Needs somebody's eye now. */
  readonly isAlarm: boolean;
  readonly theirNumber: string | undefined;
  readonly carePlanStatus: string | undefined;
  readonly newAmbulanceCase: string | undefined;
}

export const beginning: Conversation = {
  standing: "being-sent",
  owner: "999",
  words: "Being sent to the urgent community response.",
  isAlarm: false,
  theirNumber: undefined,
  carePlanStatus: undefined,
  newAmbulanceCase: undefined,
};

/** The conversation after one more event. */
export function evolve(before: Conversation, event: ConversationEvent): Conversation {
  switch (event.type) {
    case "attempted":
      return before;
    case "arrived":
      return afterArrival(before, event);
    case "refused":
      return event.kind === "new"
        ? {
            ...before,
            standing: "refused",
            owner: "999",
            isAlarm: true,
            words: `Refused (${event.status} ${event.code}): ours again, send an ambulance.`,
          }
        : before;
    case "undelivered":
      return event.kind === "new" && before.standing === "being-sent"
        ? {
            ...before,
            standing: "refused",
            owner: "999",
            isAlarm: true,
            words: "Could not be delivered: ours again, send an ambulance.",
          }
        : before;
    case "received":
      return event.status === 200 && event.answer !== undefined ? afterAnswer(before, event.answer) : before;
    case "breached":
      return before.standing === "being-sent" || before.standing === "acknowledged"
        ? {
            ...before,
            standing: "taken-back",
            owner: "999",
            isAlarm: true,
            words: "No answer before the breach time: taken back, send an ambulance.",
          }
        : before;
    case "dealt-with":
      return { ...before, isAlarm: false, words: `${before.words} ${event.words}` };
  }
}

function afterArrival(
  before: Conversation,
  { kind, theirNumber }: Extract<ConversationEvent, { type: "arrived" }>,
): Conversation {
  const known = { ...before, theirNumber: theirNumber ?? before.theirNumber };
  switch (kind) {
    case "new":
      return before.standing === "being-sent"
        ? { ...known, standing: "acknowledged", words: "Received by them, not yet accepted. Still ours." }
        : known;
    case "update":
      return known;
    case "cancel":
      return before.standing === "acknowledged" || before.standing === "accepted"
        ? { ...known, standing: "withdrawn", owner: "999", words: "Withdrawn by us." }
        : known;
  }
}

function afterAnswer(before: Conversation, answer: ReadAnswer): Conversation {
  const known = {
    ...before,
    theirNumber: answer.theirNumber === "" ? before.theirNumber : answer.theirNumber,
    carePlanStatus: answer.carePlanStatus ?? before.carePlanStatus,
    newAmbulanceCase: answer.newAmbulanceCase ?? before.newAmbulanceCase,
  };
  switch (answer.kind) {
    case "planned":
      return known;
    case "accepted":
      return isOursAgain(before.standing)
        ? {
            ...known,
            isAlarm: true,
            words: "Accepted after it was ours again: ring them, so that only one of us goes.",
          }
        : {
            ...known,
            standing: "accepted",
            owner: "UCRT",
            isAlarm: false,
            words: `${sentence(answer.words === "" ? `Accepted by ${answer.by || "them"}` : answer.words)} No ambulance.`,
          };
    case "handed-back":
      return {
        ...known,
        standing: "handed-back",
        owner: "999",
        isAlarm: true,
        words: `Given back (${answer.reason?.code ?? ""}): ${sentence(answer.reason?.words ?? "no reason given")} Ours again, send an ambulance.`,
      };
    case "finished":
      return {
        ...known,
        standing: "finished",
        owner: answer.newAmbulanceCase === undefined ? "UCRT" : "999",
        isAlarm: answer.newAmbulanceCase !== undefined,
        words:
          answer.newAmbulanceCase === undefined
            ? sentence(`Finished${answer.outcome === "" ? "" : `: ${answer.outcome}`}`)
            : `Finished with a new ambulance case ${answer.newAmbulanceCase}: see that it is attended.`,
      };
  }
}

/** Ends with one full stop, whoever wrote the words. */
const sentence = (words: string): string => `${words.replace(/\.+$/, "")}.`;

const isOursAgain = (standing: Standing): boolean =>
  standing === "handed-back" || standing === "refused" || standing === "taken-back";
