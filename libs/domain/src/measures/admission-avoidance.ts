/**
 * Admission avoidance of one referral, from two coded answers: the referrer's "if UCRT could not come?" and the team's outcome at close.
 * Over people seen face to face with both answers. Reported by staff, not proven: a number of this file is never shown without that caption.
 */
import type { CountName } from "./counts.ts";
import type { Measure } from "./measure.ts";

export function avoidanceOf(measure: Measure): readonly CountName[] {
  if (measure.isCandidate || measure.arrivedAt === null) return [];
  const { alternative, closeOutcome } = measure;
  const isAnswered = answersTheQuestion(closeOutcome);
  const missing: CountName[] = [];
  if (alternative === null) missing.push("avoidanceNoAlternative");
  if (!isAnswered) missing.push("avoidanceNoCloseAnswer");
  if (alternative === null || !isAnswered) return missing;

  const counts: CountName[] = ["avoidanceAnswered"];
  const isAvoided = closeOutcome !== "conveyed" && closeOutcome !== "admitted";
  if (alternative === "convey") counts.push("alternativeConvey");
  if (alternative === "admit") counts.push("alternativeAdmit");
  if (alternative !== "convey" && alternative !== "admit") return counts;
  counts.push("alternativeConveyOrAdmit");
  if (!isAvoided) return counts;
  counts.push("attendanceAvoided", alternative === "convey" ? "conveyanceAvoided" : "admissionAvoided");
  return counts;
}

/** Stayed home, virtual ward, community bed, conveyed, admitted, died, other. An administrative end says nothing about where the person went. */
function answersTheQuestion(outcome: Measure["closeOutcome"]): boolean {
  switch (outcome) {
    case "stayed-home":
    case "virtual-ward":
    case "community-bed":
    case "conveyed":
    case "admitted":
    case "died":
    case "other":
      return true;
    case "redirected":
    case "handed-back":
    case "duplicate":
    case "patient-declined":
    case "not-reached":
    case null:
      return false;
  }
}
