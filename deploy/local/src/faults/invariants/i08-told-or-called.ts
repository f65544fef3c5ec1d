// I8: whoever was refused, sent elsewhere or handed back has been acknowledged by a named person, or is a call task that somebody sees. In: evidence.
// Out: cases whose time to be acknowledged has passed without a call task, and ends that no person stood for.
import { evolve, hasEnded, initialReferral, type FoldableFact, type OpenedReferral, type Referral } from "@ucrt/domain";
import type { ReferralFact } from "@ucrt/schemas";
import { foldOf, livesOf, type Invariant, type Violation } from "../evidence.ts";
import { blamedSinceMs, faultWindowsOf } from "../fault-windows.ts";

/** A timer is looked for each second; the promise for alarms is 30 s. */
const lateMs = 30_000;

export const toldOrCalled: Invariant = (evidence) => {
  const violations: Violation[] = [];
  const windows = faultWindowsOf(evidence.history);
  let judged = 0;
  for (const [id, life] of livesOf(evidence)) {
    const referral = foldOf(life);
    if (referral.status === "none") continue;
    for (const { what, byMs, reason } of owedBy(referral)) {
      judged += 1;
      const isLate = evidence.readAtMs > blamedSinceMs(windows, byMs, evidence.readAtMs) + lateMs;
      const isCalled = referral.callTasks.some((task) => task.reason === reason);
      if (isLate && !isCalled)
        violations.push({ invariant: "I8", id, what: `${what}: nobody acknowledged it and nobody is asked to call` });
    }
    const ends = endsWithoutPerson(life);
    judged += ends.judged;
    for (const what of ends.wrong) violations.push({ invariant: "I8", id, what });
  }
  return { judged, violations };
};

interface Owed {
  readonly what: string;
  readonly byMs: number;
  readonly reason: OpenedReferral["callTasks"][number]["reason"];
}

function owedBy(referral: OpenedReferral): readonly Owed[] {
  if (referral.status === "advised")
    return [
      {
        what: `advised (${referral.advised.outcome})`,
        byMs: referral.advised.acknowledgeByMs,
        reason: "advice-unacknowledged",
      },
    ];
  if (referral.status === "handed-back")
    return [{ what: "handed back", byMs: referral.handBack.acknowledgeByMs, reason: "hand-back-unacknowledged" }];
  if (referral.status === "withdrawn" && referral.ended.acknowledgeByMs !== null)
    return [{ what: "withdrawn", byMs: referral.ended.acknowledgeByMs, reason: "withdrawal-unacknowledged" }];
  return [];
}

/** A person, or the sender's own system, ends what was sent elsewhere; never a machine of ours. */
function endsWithoutPerson(life: readonly ReferralFact[]): {
  readonly judged: number;
  readonly wrong: readonly string[];
} {
  const wrong: string[] = [];
  let judged = 0;
  let referral: Referral = initialReferral;
  for (const fact of life) {
    const after: Referral = evolve(referral, fact as FoldableFact);
    if ((referral.status === "advised" || referral.status === "handed-back") && hasEnded(after)) {
      judged += 1;
      if (fact.actor.kind === "system") wrong.push(`${referral.status} was ended by ${fact.type} without a person`);
    }
    referral = after;
  }
  return { judged, wrong };
}
