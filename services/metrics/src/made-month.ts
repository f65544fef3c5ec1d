/**
 * October 2026 as thirty-two lives told in words, two checks, a paused team and two judgements of the audit sample. Its numbers are worked out by hand in
 * `made-month.pg.test.ts`; whoever shows or hides numbers tests with the same month. Two lives lie a minute outside it.
 * Teams, places and times are those of mid and south Essex; clocks go back on Sunday the 25th.
 */
import type { Fact, OtherFact, ReferralFact } from "@ucrt/schemas";
import * as life from "./made-life.ts";
import { lifeId, lifeOf, type Asked, type Step } from "./made-life.ts";
import { aCheckFact, anAuditFact, aTeamStateFact } from "./made-other-facts.ts";

export const madeMonth = "2026-10";
/** Well after everything of the month: no clock is running. */
export const madeMonthNowMs = Date.UTC(2026, 10, 3, 12);

const B = "ucrt-basildon-brentwood";
const M = "ucrt-mid-essex";
const HOUR_MS = 3_600_000;

/** UTC. Until the 25th local time is an hour ahead. */
const on = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 9, day, hour, minute);

const gp: Asked = { source: "gp", organisation: "F81001", picture: { practice: "F81001" } };
const careHome: Asked = { source: "care-home", organisation: "VLX01", picture: { carePlace: "care-home" } };
const stack: Asked = { source: "stack" };
const candidate: Asked = { source: "stack", opened: { isCandidate: true } };
const said = (asked: Asked, alternative: "admit" | "gp-visit" | "stay" | "unsure" | "convey" | null): Asked => ({
  ...asked,
  picture: { ...asked.picture, alternative },
});

/** Suitable after a minute, then offered and accepted by the Basildon team, in so many minutes. */
const taken = (offeredAfter: number, acceptedAfter: number): Step[] => [
  life.assessed(1, "suitable"),
  life.offered(offeredAfter, B),
  life.accepted(acceptedAfter, B),
];
const suitable = life.assessed(1, "suitable");
const sentCheck = "00000000-0000-4000-b000-000000000001";
const unsentCheck = "00000000-0000-4000-b000-000000000002";

interface MadeLife {
  readonly words: string;
  readonly facts: readonly ReferralFact[];
}

type Told = readonly [words: string, receivedAt: number, asked: Asked, steps: readonly Step[]];

const told: readonly Told[] = [
  // 1 to 5: the week of 28 September.
  [
    "A crew's fall at home, seen after an hour, stayed home",
    on(1, 9),
    {},
    [...taken(2, 10), life.arrived(60, B), life.closed(120, "stayed-home")],
  ],
  [
    "Seen at exactly 120 minutes; a telephone call at 30 changed nothing",
    on(1, 15),
    {},
    [...taken(1, 5), life.telephoned(30), life.arrived(120, B), life.closed(180, "stayed-home")],
  ],
  [
    "Seen at 121 minutes because of travel, and conveyed",
    on(2, 8, 30),
    {},
    [...taken(3, 15), life.arrived(121, B, { breachReason: "travel" }), life.closed(200, "conveyed")],
  ],
  [
    "A practice; need was identified an hour before; would have been admitted, stayed home",
    on(3, 10),
    { ...said(gp, "admit"), opened: { needIdentifiedAt: on(3, 9) } },
    [...taken(2, 20), life.arrived(90, B), life.closed(150, "stayed-home")],
  ],
  [
    "A practice, else a visit by the doctor; to the virtual ward",
    on(4, 11),
    said(gp, "gp-visit"),
    [...taken(5, 25), life.arrived(100, B), life.closed(160, "virtual-ward")],
  ],
  // 6 to 11.
  [
    "A care home, unsure; accepted at the last minute; the arrival was written down 16 minutes late",
    on(5, 9),
    said(careHome, "unsure"),
    [...taken(4, 30), life.arrived(110, B, { recordedAfter: 16 }), life.closed(170, "stayed-home")],
  ],
  [
    "A care home that did not say; the arrival was written down 15 minutes late, which is in time",
    on(5, 10),
    said(careHome, null),
    [...taken(6, 12), life.arrived(50, B, { recordedAfter: 15 }), life.closed(100, "stayed-home")],
  ],
  [
    "In mid Essex: its team had no capacity, Basildon came; admitted, as the crew expected",
    on(6, 12),
    { ...said({}, "admit"), placeOfPatient: "mid-essex" },
    [
      suitable,
      life.offered(2, M),
      life.declined(6, M, "capacity"),
      life.offered(8, B),
      life.accepted(14, B),
      life.arrived(80, B),
      life.closed(140, "admitted"),
    ],
  ],
  [
    "In mid Essex: both offers lapsed, the crew conveyed",
    on(7, 13),
    { placeOfPatient: "mid-essex" },
    [
      suitable,
      life.offered(2, M),
      life.lapsed(15, M),
      life.offered(16, B),
      life.lapsed(25, B),
      life.withdrawn(30, "conveyed"),
    ],
  ],
  [
    "The crew no longer needed it, before anybody was asked",
    on(8, 14),
    {},
    [suitable, life.withdrawn(5, "no-longer-needed")],
  ],
  [
    "The patient declined while it was offered",
    on(9, 15),
    {},
    [suitable, life.offered(2, B), life.offerWithdrawn(10, B, "withdrawn"), life.withdrawn(10, "patient-declined")],
  ],
  // 12 to 17.
  [
    "An emergency: the crew was told to convey",
    on(10, 9),
    {},
    [life.assessed(1, "emergency"), life.advised(1, "emergency")],
  ],
  [
    "A practice was told of another service, asked a nurse, and the person was seen after all",
    on(11, 10),
    said(gp, "stay"),
    [
      life.assessed(2, "redirect"),
      life.advised(2, "redirect"),
      life.nurseAsked(10),
      life.reviewed(20, "suitable", "two-hour"),
      life.offered(21, B),
      life.accepted(28, B),
      life.arrived(100, B),
      life.closed(160, "stayed-home"),
    ],
  ],
  [
    "From the stack in mid Essex: declined as not eligible, then 999 had to have it back",
    on(12, 11),
    { ...stack, placeOfPatient: "mid-essex" },
    [
      suitable,
      life.offered(3, M),
      life.declined(8, M, "not-eligible"),
      life.offered(9, B),
      life.offerWithdrawn(20, B, "handed-back"),
      life.handedBack(20, "breach-time-near", true),
    ],
  ],
  [
    "A candidate of the stack, taken after ten minutes and seen 90 minutes after that",
    on(13, 12),
    candidate,
    [
      life.takeConfirmed(10),
      life.assessed(11, "suitable"),
      life.offered(12, B),
      life.accepted(20, B),
      life.arrived(100, B),
      life.closed(160, "stayed-home"),
    ],
  ],
  ["A candidate that 999 upgraded", on(14, 12), candidate, [life.candidateLeft(8, "upgraded")]],
  ["A candidate that nobody took or let go", on(14, 13), candidate, []],
  // 18 to 20: not two-hour.
  [
    "In the evening nobody was open; held, and not needed in the morning",
    on(15, 20, 30),
    {},
    [
      suitable,
      life.unrouted(2, "nobody-open"),
      life.held(10),
      life.holdReleased(690),
      life.withdrawn(700, "no-longer-needed"),
    ],
  ],
  [
    "A practice; a clinician reviewed it and made it same-day; would have been admitted, stayed home",
    on(16, 9),
    said(gp, "admit"),
    [
      life.assessed(2, "review"),
      life.reviewed(15, "suitable", "same-day"),
      life.offered(16, B),
      life.accepted(26, B),
      life.arrived(300, B),
      life.closed(400, "stayed-home"),
    ],
  ],
  [
    "A practice; two days by the criteria; seen the next day, to a community bed",
    on(17, 9),
    said(gp, null),
    [
      life.assessed(2, "suitable", "two-days"),
      life.offered(3, B),
      life.accepted(29, B),
      life.arrived(1500, B),
      life.closed(1600, "community-bed"),
    ],
  ],
  // 21 to 25.
  ["A care home; a duplicate", on(18, 10), careHome, [...taken(2, 9), life.closed(12, "duplicate")]],
  [
    "A care home; nobody could be reached at the door",
    on(18, 11),
    careHome,
    [...taken(2, 9), life.noAccess(70), life.closed(200, "not-reached", "access")],
  ],
  [
    "Accepted a minute late; the crew conveyed before the team came",
    on(19, 12),
    {},
    [...taken(2, 16), life.withdrawn(40, "conveyed")],
  ],
  [
    "A practice; no team had room; handed back",
    on(20, 13),
    gp,
    [suitable, life.unrouted(2, "nobody-with-room"), life.handedBack(30, "capacity")],
  ],
  [
    "The same person a day later",
    on(21, 13),
    { ...gp, opened: { earlierReferrals: [{ referralId: lifeId(24), closedAt: on(20, 13, 30) }] } },
    [...taken(2, 10), life.arrived(70, B), life.closed(130, "stayed-home")],
  ],
  // 26 to 30.
  [
    "The person of the first life, 19 days later; became worse during the visit and was conveyed",
    on(20, 11),
    { opened: { earlierReferrals: [{ referralId: lifeId(1), closedAt: on(1, 11) }] } },
    [...taken(2, 8), life.arrived(60, B), life.escalated(70, "deterioration"), life.closed(90, "conveyed")],
  ],
  [
    "Died before anybody came",
    on(25, 3),
    {},
    [suitable, life.offered(2, B), life.offerWithdrawn(40, B, "withdrawn"), life.closed(40, "died")],
  ],
  ["A minute before the month ended, place not known, never assessed", on(31, 23, 59), { placeOfPatient: null }, []],
  [
    "A care home that had checked first; would have been admitted, stayed home",
    on(27, 8),
    { ...said(careHome, "admit"), opened: { checkId: sentCheck } },
    [...taken(2, 7), life.arrived(45, B), life.closed(95, "stayed-home")],
  ],
  [
    "NHS number and age not known; passed to another team, whose visit came late: the first clock counts",
    on(28, 14),
    { picture: { nhsNumberVerified: false, ageYears: null, ageBasis: "unknown" } },
    [
      ...taken(1, 6),
      life.transferred(20, B),
      life.offered(22, M),
      life.accepted(24, M),
      life.arrived(130, M, { breachReason: "re-routed" }),
      life.closed(190, "stayed-home"),
    ],
  ],
  // Outside the month.
  ["September: 23:59 local time on the 30th", Date.UTC(2026, 8, 30, 22, 59), {}, [suitable]],
  ["November: midnight local time", Date.UTC(2026, 10, 1, 0, 0), {}, [suitable]],
];

export const madeLives: readonly MadeLife[] = told.map(([words, receivedAt, asked, steps], index) => ({
  words,
  facts: lifeOf(index + 1, receivedAt, asked, steps),
}));

export const madeOtherFacts: readonly OtherFact[] = [
  aCheckFact(sentCheck, on(27, 7), { source: "care-home", organisation: "VLX01" }),
  aCheckFact(unsentCheck, on(6, 9), { source: "gp", organisation: "F81001" }),
  // Paused on the 10th from 10:00 to 12:00 local time.
  aTeamStateFact(B, 1, on(10, 9), { isPaused: true, capacity: 14 }),
  aTeamStateFact(B, 2, on(10, 11), { isPaused: false, capacity: 14 }),
  anAuditFact(lifeId(24), on(30, 9), "agree"),
  anAuditFact(lifeId(12), on(30, 10), "disagree"),
];

/** Everything, in the order of time. */
export const madeMonthFacts: readonly Fact[] = [...madeLives.flatMap(({ facts }) => facts), ...madeOtherFacts].toSorted(
  (one, other) => one.recordedAt - other.recordedAt || one.sequence - other.sequence,
);

/** After the hour at which the last life of the month would still be running. */
export const madeMonthLastClockMs = on(31, 23, 59) + 2 * HOUR_MS;
