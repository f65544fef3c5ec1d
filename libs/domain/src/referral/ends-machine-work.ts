/**
 * Which fact ends the machine's part in a new referral: from receipt to here it is under way, and a backlog behind it waits in its feed.
 * In: a fact, and whether the case is still a candidate of the 999 stack. Out: yes or no. Pure.
 * From here on a team, a clinician or the referrer is at work, or time is. What the machine does later (an offer has lapsed, an amendment is judged
 * again) is the work of a few and comes one at a time: it does not count again.
 */
import type { ReferralFactType } from "@ucrt/schemas";

/** True when the machine has done its last step for the referral. */
export function endsMachineWork(
  { type }: { readonly type: ReferralFactType },
  { isCandidate }: { readonly isCandidate: boolean },
): boolean {
  switch (type) {
    // Judged, it asks for a team, unless a person must decide: those facts follow. For a candidate nothing follows until it is taken.
    case "assessed":
      return isCandidate;
    // A team has it to answer, or to do.
    case "offered":
    case "accepted":
    // Nobody can be offered it: a clinician owns it, and it is asked again by timer.
    case "unrouted":
    // A person decides, acknowledges, or watches over it.
    case "decision-needed":
    case "advised":
    case "handed-back":
    case "held":
    case "escalated-to-999":
    // It has ended.
    case "withdrawn":
    case "candidate-left":
    case "closed":
      return true;
    // The machine has still to answer, or to act on the answer.
    case "opened":
    case "amended":
    case "take-requested":
    case "take-confirmed":
    case "advice-ignored":
    case "reviewed":
    case "routing-requested":
    case "routed":
    case "deadline-passed":
    // What follows from one that has ended it.
    case "nurse-asked":
    case "offer-seen":
    case "offer-half-time-passed":
    case "offer-lapsed":
    case "offer-declined":
    case "offer-withdrawn":
    case "time-agreed":
    case "time-declined":
    case "expected-time-changed":
    case "crew-decided":
    case "contact-recorded":
    case "set-off":
    case "arrived":
    case "no-access-recorded":
    case "escalation-handed-over":
    case "onward-requested":
    case "onward-accepted":
    case "team-transferred":
    case "hold-released":
    case "acknowledged":
    case "alert-raised":
    // Said beside the way, at any time.
    case "claimed":
    case "claim-released":
    case "snoozed":
    case "snooze-ended":
    case "noted":
    case "scene-acknowledged":
    case "summary-sent":
    case "call-task-raised":
    case "call-recorded":
    case "call-task-settled":
    case "link-suggested":
    case "linked":
    case "unlinked":
    case "response-changed":
    case "erased":
      return false;
  }
}
