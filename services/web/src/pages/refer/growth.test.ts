import { describe, expect, it } from "vitest";
import { grow } from "./growth.ts";
import { hasThreeAnswers } from "./use-form.ts";

describe("a form that grows", () => {
  it("adds what is open, one group for inputs that are answered together", () => {
    const shown = grow(new Set(), ["ageYears", "news2.total", "fall.minutesOnFloor", "redFlags.strokeSigns"]);
    expect([...shown]).toEqual(["age", "observations", "floor", "screen"]);
  });

  it("never takes a question away again, so that nothing moves under a finger", () => {
    const shown = grow(new Set(["age"]), ["manageableAtHome"]);
    expect([...grow(shown, [])]).toEqual(["age", "manageableAtHome"]);
    expect(grow(shown, ["ageYears"])).toBe(shown);
  });

  it("waits for the need, the danger signs and after a fall for the floor", () => {
    expect(hasThreeAnswers({ need: "CATHETER" }, [])).toBe(false);
    expect(hasThreeAnswers({ need: "CATHETER", screen: "no" }, [])).toBe(true);
    expect(hasThreeAnswers({ need: "FALL", screen: "none" }, [])).toBe(false);
    expect(hasThreeAnswers({ need: "FALL", screen: "none", onFloorNow: "unknown" }, [])).toBe(true);
  });

  it("waits for what was found, when something was found and nothing is ticked", () => {
    expect(hasThreeAnswers({ need: "CATHETER", screen: "some" }, [])).toBe(false);
    expect(hasThreeAnswers({ need: "CATHETER", screen: "some" }, ["strokeSigns"])).toBe(true);
  });
});
