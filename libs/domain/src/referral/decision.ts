/**
 * What may come to a referral, and what comes of it. Every pair of state and input has exactly one of three answers; `decide` never throws.
 */
import type {
  AnswerToSender,
  AcknowledgementReceived,
  AmendmentReceived,
  AssessedAdvice,
  Command,
  DeadlineName,
  Decision as Assessment,
  Principal,
  Received,
  RoutedAdvice,
  WithdrawalReceived,
} from "@ucrt/schemas";
import type { NewFact } from "./new-fact.ts";
import type { Refused } from "./refusal.ts";

export type SubmittedMessage = Received | AmendmentReceived | WithdrawalReceived | AcknowledgementReceived;

/** Times of the board alone: a claim lapses, a row that was put aside comes back. Never a deadline of the referral, never shown as one. */
export type QuietTimerName = "claim-lapses" | "snooze-ends";

/** A time at which something happens by itself. */
export type TimerName = Exclude<DeadlineName, "call-task-due"> | QuietTimerName;

export type Input =
  | { readonly kind: "submitted"; readonly message: SubmittedMessage }
  | { readonly kind: "advice"; readonly advice: AssessedAdvice | RoutedAdvice }
  | { readonly kind: "command"; readonly command: Command; readonly principal: Principal }
  | { readonly kind: "timer"; readonly name: TimerName }
  /** A team opens for the day. */
  | { readonly kind: "opening" }
  /** A team's state changed: for those that wait without an offer. */
  | { readonly kind: "team-state-changed"; readonly team: string }
  /** The duplicate search found another referral that may be the same. */
  | {
      readonly kind: "link-found";
      readonly other: string;
      readonly basis: "nhs-number" | "name-and-date-of-birth" | "case-id";
    }
  /** A suggested or linked other referral was assessed: worse than what the holding team knows? */
  | { readonly kind: "duplicate-assessed"; readonly other: string; readonly decision: Assessment }
  /** Identity was erased. */
  | { readonly kind: "erased"; readonly by: "retention" | "request" }
  /** An answer could not be delivered to the sender's system; or it could after all. */
  | {
      readonly kind: "answer-undelivered";
      readonly answer: AnswerToSender;
      readonly undelivered: boolean;
    };

export type IgnoredBecause = "repeat" | "not-due" | "not-opened" | "already-opened" | "nothing-to-do" | "stale";

export type Decision =
  | { readonly kind: "facts"; readonly facts: readonly NewFact[] }
  | Refused
  | { readonly kind: "ignored"; readonly because: IgnoredBecause };

export const ignore = (because: IgnoredBecause): Decision => ({ kind: "ignored", because });
