/** Made-up facts that are not a referral's, for tests and the made month. In: what matters to a number. Out: complete facts. */
import { randomUUID } from "node:crypto";
import type { OtherFact, Outcome, Source } from "@ucrt/schemas";
import { aPicture, systemActor } from "@ucrt/testing";

const envelope = (chainId: string, sequence: number, at: number) => ({
  id: randomUUID(),
  referralId: chainId,
  sequence,
  revision: 0,
  at,
  recordedAt: at,
  actor: systemActor,
  causationId: "made",
  correlationId: "made",
});

export function aCheckFact(
  checkId: string,
  at: number,
  asked: { readonly source?: Source; readonly organisation?: string; readonly outcome?: Outcome } = {},
): OtherFact {
  const outcome = asked.outcome ?? "suitable";
  return {
    type: "check-made",
    ...envelope(checkId, 1, at),
    data: {
      checkId,
      source: asked.source ?? "gp",
      organisation: asked.organisation ?? "F81001",
      picture: aPicture(),
      decision: aDecision(outcome),
    },
  };
}

export const aDecision = (
  outcome: Outcome,
  response: "two-hour" | "same-day" | "two-days" = "two-hour",
): Extract<OtherFact, { type: "check-made" }>["data"]["decision"] => ({
  criteriaSet: { area: "test", version: "1", hash: "h", isApproved: false },
  outcome,
  redirectTo: null,
  response,
  triage: "before-offer",
  cappedBy: null,
  uncappedOutcome: outcome,
  findings: [],
});

/** One chain for each team. */
export function aTeamStateFact(
  team: string,
  sequence: number,
  at: number,
  state: { readonly isOpen?: boolean; readonly isPaused?: boolean; readonly capacity?: number } = {},
): OtherFact {
  const { isOpen = true, isPaused = false, capacity = 10 } = state;
  return {
    type: "team-state-changed",
    ...envelope(randomUUID(), sequence, at),
    data: { team, isOpen, isPaused, capacity, reason: isPaused ? "paused" : "working" },
  };
}

export function anAuditFact(about: string, at: number, judgement: "agree" | "disagree"): OtherFact {
  return { type: "audit-judged", ...envelope(randomUUID(), 1, at), data: { about, judgement, reason: "made" } };
}
