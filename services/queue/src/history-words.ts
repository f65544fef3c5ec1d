/** Facts in a line of plain words for the history of a referral. In: a written fact. Out: words without identity. Wording only, no rules. */
import type { ConsideredTeam, Fact, FactOf } from "@ucrt/schemas";

/** One line. `teamName` gives a team's name for its id. */
export function historyWords(fact: Fact, teamName: (team: string) => string): string {
  switch (fact.type) {
    case "opened":
      return fact.data.isCandidate ? "Seen in the 999 stack" : "Received";
    case "amended":
      return "Amended by the referrer";
    case "take-requested":
      return "Asked 999 to let us take it";
    case "take-confirmed":
      return "999 confirmed the transfer";
    case "candidate-left":
      return `Left with 999: ${plain(fact.data.reason)}`;
    case "assessed":
      return `Criteria say: ${plain(fact.data.decision.outcome)}`;
    case "advice-ignored":
      return `Advice not used: ${plain(fact.data.because)}`;
    case "advised":
      return fact.data.outcome === "emergency"
        ? "Referrer told: this is an emergency"
        : "Referrer told: another service fits better";
    case "decision-needed":
      return "A clinician decides";
    case "nurse-asked":
      return "Referrer asked for a nurse";
    case "reviewed":
      return `Reviewed: ${plain(fact.data.outcome)}, ${plain(fact.data.response)}`;
    case "routing-requested":
      return "Looking for a team";
    case "routed":
      return fact.data.unroutedBecause === null ? "Teams ranked" : `No team found: ${plain(fact.data.unroutedBecause)}`;
    case "unrouted":
      return `No team: ${plain(fact.data.because)}`;
    case "offered":
      return `Offered to ${teamName(fact.data.team)}`;
    case "offer-seen":
      return `Seen by ${teamName(fact.data.team)}`;
    case "offer-half-time-passed":
      return fact.data.wasSeen
        ? "Half of the offer's time has passed"
        : "Half of the offer's time has passed, not seen";
    case "offer-lapsed":
      return `${teamName(fact.data.team)} did not answer in time`;
    case "offer-declined":
      return `Declined by ${teamName(fact.data.team)}: ${plain(fact.data.reason)}`;
    case "offer-withdrawn":
      return `Offer to ${teamName(fact.data.team)} withdrawn: ${plain(fact.data.because)}`;
    case "accepted":
      return `Accepted by ${fact.data.clinician.name}, ${teamName(fact.data.team)}${fact.data.byPhone ? ", by telephone" : ""}`;
    case "time-agreed":
      return "Referrer agreed the time";
    case "time-declined":
      return "Referrer declined the time";
    case "expected-time-changed":
      return "Expected time changed";
    case "crew-decided":
      return `Crew: ${plain(fact.data.decision)}`;
    case "contact-recorded":
      return fact.data.reached ? `Spoke with ${plain(fact.data.with)}` : `Tried to reach ${plain(fact.data.with)}`;
    case "scene-acknowledged":
      return "Unsafe scene: known";
    case "set-off":
      return "On the way";
    case "arrived":
      return fact.data.isBreach ? "Arrived, later than two hours" : "Arrived";
    case "no-access-recorded":
      return "Nobody at the door";
    case "escalated-to-999":
      return `Escalated to 999: ${plain(fact.data.reason)}`;
    case "escalation-handed-over":
      return "Handed over to 999";
    case "onward-requested":
      return `Asked ${plain(fact.data.service)} to take over`;
    case "onward-accepted":
      return `${plain(fact.data.service)} accepted`;
    case "team-transferred":
      return `Given up by ${teamName(fact.data.fromTeam)}: ${plain(fact.data.reason)}`;
    case "held":
      return "Held until opening";
    case "hold-released":
      return fact.data.by === "person" ? "Hold ended by a person" : "Hold ended at opening";
    case "handed-back":
      return `Handed back to ${handedBackTo[fact.data.to]}: ${plain(fact.data.reason)}`;
    case "acknowledged":
      return `Acknowledged (${plain(fact.data.what)}) by ${fact.data.by.name}`;
    case "alert-raised":
      return `${teamName(fact.data.team)} alerted`;
    case "claimed":
      return fact.data.isTakenOver === true
        ? `Taken over by ${fact.actor.name ?? "staff"}`
        : `Claimed by ${fact.actor.name ?? "staff"}`;
    case "claim-released":
      return fact.data.because === "lapsed" ? "Claim lapsed" : "Claim released";
    case "snoozed":
      return `Put aside by ${fact.actor.name ?? "staff"}: ${plain(fact.data.reason)}`;
    case "snooze-ended":
      return snoozeEnded[fact.data.because];
    case "noted":
      return "Note added";
    case "call-task-raised":
      return `Call needed: ${plain(fact.data.reason)}${fact.data.answer === undefined ? "" : ` (${plain(fact.data.answer)})`}`;
    case "call-task-settled":
      return "The call is no longer needed";
    case "call-recorded":
      if (fact.data.direction === "received") return `Call received: ${plain(fact.data.agreed)}`;
      return fact.data.reached ? `Call recorded: ${plain(fact.data.agreed)}` : "Call recorded: not reached";
    case "link-suggested":
      return "Perhaps the same person as another referral";
    case "linked":
      return "Linked to another referral";
    case "unlinked":
      return fact.data.isSuggestedAgain === true ? "Link taken back: only suggested again" : "Link undone";
    case "response-changed":
      return `Response changed to ${plain(fact.data.response)}`;
    case "deadline-passed":
      return `Not in time: ${deadlines[fact.data.deadline]}`;
    case "withdrawn":
      return `Withdrawn: ${plain(fact.data.reason)}`;
    case "closed":
      return `Closed: ${plain(fact.data.outcome)}`;
    case "summary-sent":
      return "Summary sent to the GP";
    case "erased":
      return "Identity erased";
    case "team-state-changed":
      return `${teamName(fact.data.team)} changed its state`;
    case "check-made":
      return "Checked before sending";
    case "audit-judged":
      return `Audit sample: ${plain(fact.data.judgement)}`;
  }
}

const reasons: Readonly<Record<ConsideredTeam["reason"], string>> = {
  "covers-and-open": "Covers the place and is open",
  "mutual-aid": "Neighbour; a person may ask for help",
  "out-of-hours-cover": "Covers outside the home team's hours",
  "does-not-cover-place": "Does not cover the place",
  "closed-now": "Closed now",
  paused: "Takes no work now",
  full: "Has no room",
  "skill-missing": "Lacks a skill that is needed",
  "already-tried": "Was asked already",
  "after-last-referral-time": "Past its last two-hour referral time",
  "not-two-hour-tonight": "Covers tonight, but not within two hours",
};

/** Why a team was ranked or passed over. */
export const consideredWords = (team: ConsideredTeam): string => reasons[team.reason];

/** A code as words: `left-by-spa` as `left by spa`. */
const plain = (code: string): string => code.replaceAll("-", " ").replace(/\bspa\b/, "SPA");

const handedBackTo: Readonly<Record<FactOf<"handed-back">["data"]["to"], string>> = {
  referrer: "the referrer",
  "999": "999",
  "spa-clinician": "the SPA clinician",
};

const snoozeEnded: Readonly<Record<FactOf<"snooze-ended">["data"]["because"], string>> = {
  person: "Taken up again",
  time: "No longer put aside: the time is over",
  news: "No longer put aside: something new happened",
};

const deadlines: Readonly<Record<FactOf<"deadline-passed">["data"]["deadline"], string>> = {
  "decision-by": "the decision",
  "two-hours": "face to face within two hours",
  "assessment-by": "the criteria's answer",
  "routing-by": "the ranking of teams",
  "expected-arrival": "arrival as expected",
  "close-by": "the closing of the visit",
};
