/**
 * The audit sample: refusals and declines of a month, for a clinician's agree or disagree. In: a measure, a case with its refusals.
 * Out: whether it may be drawn, and who may judge it. Pure. The draw itself is the order of SHA-256 over month and id, which nobody can choose.
 */
import type { Fact, Principal, RefusalKind } from "@ucrt/schemas";
import type { Measure } from "./measure.ts";

/** A refusal of ours: declined by a team, handed back or advised to go elsewhere, and never accepted by anybody. */
export function isForAudit(measure: Measure): boolean {
  return (
    !measure.isCandidate &&
    !measure.isDuplicate &&
    measure.acceptedAt === null &&
    (measure.declines > 0 || measure.handedBackAt !== null || measure.isAdvised)
  );
}

/** What turned a referral away. */
export interface Refusal {
  readonly kind: RefusalKind;
  readonly at: number;
  readonly team: string | null;
  /** Coded; null for a lapse. */
  readonly reason: string | null;
  /** `system`, or the role of the person. */
  readonly by: string;
  /** Whose act it was; null for the system's. */
  readonly subject: string | null;
}

/** The refusal that a fact is, or undefined. */
export function refusalIn(fact: Fact): Refusal | undefined {
  const { at, actor } = fact;
  const who = actor.kind === "person" ? { by: actor.role, subject: actor.subject } : { by: "system", subject: null };
  switch (fact.type) {
    case "offer-declined":
      return { kind: "declined", at, team: fact.data.team, reason: fact.data.reason, ...who };
    case "offer-lapsed":
      return { kind: "lapsed", at, team: fact.data.team, reason: null, ...who };
    case "handed-back":
      return { kind: "handed-back", at, team: null, reason: fact.data.reason, ...who };
    case "advised":
      return { kind: "advised", at, team: null, reason: fact.data.outcome, ...who };
    default:
      return undefined;
  }
}

/** Why this person may not judge; null when they may: a registered clinician, about somebody else's refusal. */
export function barToJudging(
  principal: Pick<Principal, "subject" | "role" | "registration">,
  refusals: readonly Pick<Refusal, "subject">[],
): "not-a-registered-clinician" | "own-refusal" | null {
  const isClinician =
    principal.role === "spa-clinician" || principal.role === "ucrt-clinician" || principal.role === "ucrt-lead";
  if (!isClinician || principal.registration === undefined) return "not-a-registered-clinician";
  return refusals.some(({ subject }) => subject === principal.subject) ? "own-refusal" : null;
}
