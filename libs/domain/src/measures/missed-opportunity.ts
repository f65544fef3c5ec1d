/**
 * Missed opportunities and refusals of one referral. In: the measure. Out: whether it is one, and what missed it.
 * Who is suitable is said by the criteria or by the person who reviewed after them; seen means face to face, by any team.
 */
import type { Measure } from "./measure.ts";

export type MissedBecause =
  | "no-capacity"
  | "offer-lapsed"
  | "closed-hours"
  | "declined"
  | "referrer-gave-up"
  | "not-reached"
  | "other";

/** Ours, never accepted, never seen, and the referrer was told to go elsewhere: handed back, or advised. A duplicate is not a refusal. */
export function refusalOf(measure: Measure): "handed-back" | "advised" | null {
  const { isCandidate, isDuplicate, acceptedAt, arrivedAt, handedBackAt, isAdvised } = measure;
  if (isCandidate || isDuplicate || acceptedAt !== null || arrivedAt !== null) return null;
  return handedBackAt !== null ? "handed-back" : isAdvised ? "advised" : null;
}

/** Null: not a missed opportunity. */
export function missedBecauseOf(measure: Measure): MissedBecause | null {
  if (measure.isCandidate || measure.outcomeNow !== "suitable" || measure.arrivedAt !== null || isExcepted(measure))
    return null;
  switch (measure.state) {
    case "closed":
      if (measure.closeOutcome === "not-reached") return "not-reached";
      if (measure.closeOutcome === "conveyed" || measure.closeOutcome === "admitted") return "referrer-gave-up";
      return byObstacle(measure) ?? "other";
    case "withdrawn":
      return byObstacle(measure) ?? "referrer-gave-up";
    case "handed-back":
      return byHandBack(measure);
    default:
      return null;
  }
}

function byHandBack(measure: Measure): MissedBecause {
  switch (measure.handBackReason) {
    case "capacity":
      return "no-capacity";
    case "service-closed":
      return "closed-hours";
    case "no-contact":
      return "not-reached";
    case "breach-time-near":
      // Nobody had answered when 999 had to have it back.
      return byObstacle(measure) ?? "offer-lapsed";
    case "not-eligible":
      return "declined";
    default:
      return byObstacle(measure) ?? "other";
  }
}

function byObstacle({ obstacle }: Measure): MissedBecause | null {
  return obstacle === "lapsed" ? "offer-lapsed" : obstacle;
}

/** Patient's choice, clinical change, death, a duplicate, and what was never a referral. */
function isExcepted(measure: Measure): boolean {
  if (measure.isDuplicate) return true;
  switch (measure.state) {
    case "closed":
      return (
        measure.closeOutcome === "patient-declined" ||
        measure.closeOutcome === "died" ||
        measure.escalatedBecause === "deterioration" ||
        measure.escalatedBecause === "red-flag"
      );
    case "withdrawn":
      return (
        measure.withdrawReason === "patient-declined" ||
        measure.withdrawReason === "died" ||
        measure.withdrawReason === "upgraded" ||
        measure.withdrawReason === "entered-in-error"
      );
    case "handed-back":
      return (
        measure.handBackReason === "patient-declined" ||
        measure.handBackReason === "clinically-unsafe" ||
        measure.handBackReason === "emergency-on-arrival"
      );
    default:
      return false;
  }
}
