import { describe, expect, it } from "vitest";
import { lanesOf, needsSomebody } from "../live/lanes.ts";
import { aRow, testNowMs } from "../live/rows-for-tests.ts";
import { pinRow, placeOf, type Pin } from "./order-rows.ts";

const row = (name: string, minutes: number | null, change: Parameters<typeof aRow>[0] = {}) =>
  aRow({
    referralId: name,
    nextDeadline: minutes === null ? null : { name: "decision-by", at: testNowMs + minutes * 60_000 },
    ...change,
  });
/** As the board shows them, with the row held that the hand is on. */
const orderRows = (rows: readonly ReturnType<typeof aRow>[], pin?: Pin) =>
  pinRow(
    lanesOf(rows),
    pin,
    rows.find(({ referralId }) => referralId === pin?.referralId),
  );
const ids = (rows: readonly { readonly referralId: string }[]) => rows.map(({ referralId }) => referralId);

describe("the order of the board", () => {
  it("puts the next deadline first, rows without one last, and ties always in the same order", () => {
    const rows = [row("d", null), row("c", 5), row("b", 1), row("a", 5)];
    expect(ids(orderRows(rows)["decide-now"])).toEqual(["b", "a", "c", "d"]);
    expect(orderRows(rows.toReversed())).toEqual(orderRows(rows));
  });

  it("puts each row in the lane of its next action", () => {
    const lanes = orderRows([row("a", 1), row("b", 1, { lane: "on-the-way" }), row("c", 1, { lane: "candidates" })]);
    expect([ids(lanes["decide-now"]), ids(lanes["on-the-way"]), ids(lanes.candidates)]).toEqual([["a"], ["b"], ["c"]]);
  });

  it("keeps the row under the hand in its place while the others are ordered around it", () => {
    const pin = placeOf(orderRows([row("a", 1), row("b", 2), row("c", 3)]), "b");
    expect(pin).toEqual({ referralId: "b", lane: "decide-now", index: 1 });
    const after = [row("a", 1), row("b", 9), row("c", 3), row("new", 0)];
    expect(ids(orderRows(after, pin)["decide-now"])).toEqual(["new", "b", "a", "c"]);
    expect(ids(orderRows(after)["decide-now"])).toEqual(["new", "a", "c", "b"]);
  });

  it("keeps the row under the hand in its lane even when its next action is another, until the hand is gone", () => {
    const pin = { referralId: "b", lane: "decide-now", index: 1 } as const;
    const after = [row("a", 1), row("b", 2, { lane: "on-the-way" })];
    expect(ids(orderRows(after, pin)["decide-now"])).toEqual(["a", "b"]);
    expect(orderRows(after, pin)["on-the-way"]).toEqual([]);
    expect(ids(orderRows(after)["on-the-way"])).toEqual(["b"]);
  });

  it("forgets a pin whose row has left the board", () => {
    expect(ids(orderRows([row("a", 1)], { referralId: "gone", lane: "held", index: 0 })["decide-now"])).toEqual(["a"]);
  });
});

describe("how many need you now", () => {
  it("counts decisions and alarms, not what is merely near, over, or not ours", () => {
    expect(
      [
        row("a", 1),
        row("b", 1, { lane: "waiting-for-team", alarms: ["unrouted"] }),
        row("c", 1, { lane: "on-the-way", alarms: ["deadline-near"] }),
        row("d", 1, { lane: "done", alarms: ["call-task"] }),
        row("e", 1, { lane: "candidates", alarms: ["unacknowledged"] }),
      ].filter(needsSomebody),
    ).toHaveLength(2);
  });
});
