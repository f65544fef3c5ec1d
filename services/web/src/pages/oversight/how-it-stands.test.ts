import { expect, test } from "vitest";
import { aRow } from "../live/rows-for-tests.ts";
import { standingOf, teamStandingOf } from "./how-it-stands.ts";

const team = "ucrt-thurrock";

test("counts by lane, and says who has waited longest without an answer", () => {
  const rows = [
    aRow({ lane: "decide-now", receivedAt: 5_000 }),
    aRow({ lane: "waiting-for-team", receivedAt: 3_000 }),
    aRow({ lane: "on-the-way", receivedAt: 1_000, alarms: ["two-hours-passed"] }),
    aRow({ lane: "done", receivedAt: 0 }),
    aRow({ lane: "candidates", receivedAt: 0 }),
  ];
  expect(standingOf(rows)).toEqual({
    open: 3,
    deciding: 1,
    waiting: 1,
    onTheWay: 1,
    awaiting: 0,
    held: 0,
    overTwoHours: 1,
    oldestUnansweredAt: 3_000,
  });
  expect(standingOf([]).oldestUnansweredAt).toBeNull();
});

test("a team's offers and visits are its own; what it has finished does not count", () => {
  const offer = { offerId: crypto.randomUUID(), team, lapsesAt: 9_000, seen: false, isMutualAid: false };
  const rows = [
    aRow({ lane: "waiting-for-team", state: "offered", offer, receivedAt: 4_000 }),
    aRow({ lane: "waiting-for-team", state: "offered", offer: { ...offer, team: "ucrt-mid-essex" } }),
    aRow({ lane: "on-the-way", state: "accepted", team }),
    aRow({ lane: "on-the-way", state: "arrived", team, alarms: ["two-hours-passed"] }),
    aRow({ lane: "done", state: "closed", team }),
  ];
  expect(teamStandingOf(rows, team)).toEqual({ offers: 1, oldestOfferAt: 4_000, accepted: 1, underWay: 1, late: 1 });
});
