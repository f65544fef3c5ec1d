// Content that overtook older content on its way stays: whatever order amendments come in, and however often, the newest is what people see.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { story, type Story } from "./given-when-then.ts";
import { MINUTE, T0, madeAmendment, madePicture, madeReceived, people } from "./made-referral.ts";

const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
/** Each content has an age of its own, to tell which one is shown. */
const content = (number: number, changes: { readonly confirmsTake?: boolean } = {}) => ({
  ...madeAmendment({
    id: idOf(number),
    atMs: T0 + number * MINUTE,
    picture: madePicture({ ageYears: 60 + number }),
    ...changes,
  }),
  contentNumber: number,
});
const opened = (isCandidate = false): Story =>
  story().when({
    kind: "submitted",
    message: madeReceived({ isCandidate, ...(isCandidate ? { source: "stack" } : {}) }),
  });

describe("an older content", () => {
  it("changes nothing after a newer one", () => {
    const life = opened()
      .at(5)
      .when({ kind: "submitted", message: content(3) })
      .thenFacts("amended");
    life.when({ kind: "submitted", message: content(2) }).thenIgnored("stale");
    expect(life.opened()).toMatchObject({ revision: 2, contentNumber: 3, picture: { ageYears: 63 } });
  });

  it("still confirms the take that it confirms, and brings no picture", () => {
    const life = opened(true)
      .at(5)
      .when({ kind: "submitted", message: content(3) })
      .is("candidate");
    life.when({ kind: "submitted", message: content(2, { confirmsTake: true }) }).thenFacts("take-confirmed");
    expect(life.is("received").opened().picture.ageYears).toBe(63);
  });

  it("is taken up as it comes when nobody counted", () => {
    const { contentNumber: _none, ...uncounted } = content(2);
    const life = opened()
      .at(5)
      .when({ kind: "submitted", message: content(3) });
    life.when({ kind: "submitted", message: uncounted }).thenFacts("amended");
    expect(life.opened().picture.ageYears).toBe(62);
  });

  it("and repeats, in any order, leave the newest picture and the first clocks", () => {
    const inOrder = opened()
      .at(30)
      .when({ kind: "submitted", message: content(9) })
      .opened();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 8 }), { maxLength: 12 }), fc.nat(12), (numbers, place) => {
        const life = opened().at(30);
        for (const number of numbers.toSpliced(place, 0, 9)) life.when({ kind: "submitted", message: content(number) });
        const { picture, contentNumber, clockStartAtMs, decisionByMs, twoHourDueAtMs } = life.opened();
        expect({ picture, contentNumber, clockStartAtMs, decisionByMs, twoHourDueAtMs }).toEqual({
          picture: inOrder.picture,
          contentNumber: 9,
          clockStartAtMs: inOrder.clockStartAtMs,
          decisionByMs: inOrder.decisionByMs,
          twoHourDueAtMs: inOrder.twoHourDueAtMs,
        });
      }),
    );
  });
});

describe("amendments after the end", () => {
  it("each leave a fact, with one call to make that stays due when it was", () => {
    const life = opened().command(people.referrer, "conveying", {}).is("withdrawn");
    life
      .at(5)
      .when({ kind: "submitted", message: content(2) })
      .thenFacts("call-task-raised");
    const { dueBy } = life.fact("call-task-raised").data;
    life
      .at(8)
      .when({ kind: "submitted", message: content(3) })
      .thenFacts("call-task-settled", "call-task-raised");
    expect(life.fact("call-task-raised").data).toMatchObject({ reason: "amended-after-closure", dueBy });
    expect(life.opened().callTasks.filter((task) => !task.isDone)).toHaveLength(1);
  });
});
