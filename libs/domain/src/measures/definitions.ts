/**
 * What each number means, printed beside it wherever it is shown. A two-hour referral is type 05 of CSDS.
 */
export const definitions = [
  {
    measure: "received",
    text: "Referrals received in the period, all responses. Cases in the 999 stack that were never ours are not counted.",
  },
  {
    measure: "suitable, review, redirect, emergency",
    text: "First outcome advised by the criteria set, for referrals received in the period.",
  },
  {
    measure: "offered, accepted, declined, lapsed",
    text: "Referrals received in the period that were ever offered to a team, ever accepted by a named clinician; offers that were declined; offers nobody answered in time.",
  },
  {
    measure: "arrived",
    text: "Referrals received in the period with a first face-to-face contact. A telephone call does not count.",
  },
  {
    measure: "twoHourInScope",
    text: "Two-hour referrals (type 05) received in the period, without duplicates and those withdrawn before acceptance, whose two hours have run out or who have been seen. Not seen counts as not met. A clock that is still running is not counted yet.",
  },
  {
    measure: "twoHourMet",
    text: "Of those, first face-to-face contact within 120 minutes of clock start. No pauses; re-routing keeps the first clock.",
  },
  {
    measure: "twoHourMetFromNeedIdentified",
    text: "The same, counted from the moment need was identified, where the referrer gave it; else from receipt.",
  },
  {
    measure: "medianMinutesToFirstContact",
    text: "Median whole minutes from clock start to first face-to-face contact, of those seen.",
  },
  { measure: "provisional", text: "Numbers of a period may change for six weeks after it ended." },
] as const;
