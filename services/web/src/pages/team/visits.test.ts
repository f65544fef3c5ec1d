import { describe, expect, it } from "vitest";
import { aRow, testNowMs } from "../live/rows-for-tests.ts";
import { stateAfter, stepsOf, visitsOf } from "./visits.ts";

const job = (id: string, change: Parameters<typeof aRow>[0] = {}) =>
  aRow({ referralId: id, team: "ucrt-a", lane: "on-the-way", state: "accepted", visitor: "Ash Sample", ...change });

describe("the visits of a team", () => {
  it("are mine first, each list by the expected time, without what is offered, done or another team's", () => {
    const rows = [
      job("late", { expectedAt: testNowMs + 90 }),
      job("soon", { expectedAt: testNowMs + 10 }),
      job("another's", { expectedAt: testNowMs, visitor: "Bay Sample" }),
      job("done", { lane: "done" }),
      job("elsewhere", { team: "ucrt-b" }),
      job("offered", {
        offer: { offerId: "o", team: "ucrt-a", lapsesAt: testNowMs, seen: true, isMutualAid: false },
      }),
      job("withdrawn", { state: "withdrawn", lane: "awaiting-acknowledgement", expectedAt: testNowMs }),
    ];
    const { mine, others } = visitsOf(rows, "ucrt-a", "Ash Sample");
    expect(mine.map(({ referralId }) => referralId)).toEqual(["soon", "late", "withdrawn"]);
    expect(others.map(({ referralId }) => referralId)).toEqual(["another's"]);
  });

  it("stand as the person has left them, whatever the service has heard of it", () => {
    expect(stateAfter("accepted", [])).toBe("accepted");
    expect(stateAfter("accepted", ["en-route", "contact", "arrive"])).toBe("arrived");
    expect(stateAfter("accepted", ["en-route", "arrive", "escalate-999"])).toBe("escalated");
    // Asked and handed over, both without a signal: the handover is a step of the same name.
    expect(stateAfter("arrived", ["escalate-999", "escalate-999"])).toBe("escalated");
    expect(stepsOf(stateAfter("accepted", ["en-route", "arrive"])).big).toContain("close");
  });
});
