import { lane } from "@ucrt/schemas";
import fc from "fast-check";
import { expect, it } from "vitest";
import { emptyBoard, onFrame, type BoardState } from "./board-state.ts";
import { lanesOf, needsSomebody, rings } from "./lanes.ts";
import { aRow, testNowMs } from "./rows-for-tests.ts";

const ids = Array.from({ length: 6 }, (_unused, index) => `00000000-0000-4000-8000-00000000000${index}`);
const change = fc.record({
  referralId: fc.constantFrom(...ids),
  lane: fc.constantFrom(...lane.options),
  minutes: fc.option(fc.integer({ min: -5, max: 5 })),
  isAlarmed: fc.boolean(),
  isRemoved: fc.boolean(),
});

it("keeps lanes, counts and what rings the same as if the whole board were put in order again, after any changes", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      let state: BoardState = emptyBoard;
      for (const [index, one] of changes.entries()) {
        const { referralId } = one;
        const row = aRow({
          referralId,
          version: index + 1,
          lane: one.lane,
          nextDeadline: one.minutes === null ? null : { name: "decision-by", at: testNowMs + one.minutes * 60_000 },
          alarms: one.isAlarmed ? ["unrouted"] : [],
        });
        state = onFrame(
          state,
          one.isRemoved
            ? { type: "removed", cursor: "c", referralId, version: index + 1 }
            : { type: "change", cursor: "c", row },
          0,
        );
      }
      const rows = [...state.rows.values()];
      expect(state.lanes).toEqual(lanesOf(rows));
      expect(state.needed).toBe(rows.filter(needsSomebody).length);
      expect([...state.ringing.keys()].toSorted()).toEqual(
        rows
          .filter(rings)
          .map(({ referralId }) => referralId)
          .toSorted(),
      );
    }),
  );
});
