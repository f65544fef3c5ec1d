import { describe, expect, it } from "vitest";
import { testNowMs } from "../live/rows-for-tests.ts";
import { timeFieldOf } from "../format.ts";
import { changeOfState, shownState } from "./team-state-change.ts";

const hourMs = 60 * 60_000;
const minute = Math.floor(testNowMs / 60_000) * 60_000;
const working = { isPaused: false, capacity: 6 };
const paused = { isPaused: true, pausedUntil: minute + hourMs, capacity: 6 };

describe("the change of a team's state", () => {
  it("sends the places alone when only they were changed, so that a pause that others set stays", () => {
    expect(changeOfState(paused, { capacity: "4" }, testNowMs)).toEqual({ capacity: 4 });
    expect(changeOfState(working, { capacity: "4" }, testNowMs)).toEqual({ capacity: 4 });
  });

  it("sends the pause alone when only it was set or ended", () => {
    expect(changeOfState(working, { isPaused: true }, testNowMs)).toEqual({ isPaused: true });
    expect(changeOfState(paused, { isPaused: false }, testNowMs)).toEqual({ isPaused: false });
  });

  it("sends an end only with a pause that the person sets", () => {
    const until = timeFieldOf(minute + 2 * hourMs);
    const pausedUntil = new Date(minute + 2 * hourMs).toISOString();
    expect(changeOfState(working, { isPaused: true, until }, testNowMs)).toEqual({ isPaused: true, pausedUntil });
    expect(changeOfState(paused, { until }, testNowMs)).toEqual({ isPaused: true, pausedUntil });
    expect(changeOfState(paused, { until: "" }, testNowMs)).toEqual({ isPaused: true });
    expect(changeOfState(working, { isPaused: false, until, capacity: "5" }, testNowMs)).toEqual({ capacity: 5 });
  });

  it("is nothing when what was touched is as it is by now", () => {
    expect(changeOfState(paused, { isPaused: true }, testNowMs)).toBe("Nothing is changed yet.");
    expect(changeOfState(working, { isPaused: false, capacity: "6" }, testNowMs)).toBe("Nothing is changed yet.");
  });

  it("takes an empty number of places for missing, never for none", () => {
    expect(changeOfState(working, { capacity: "" }, testNowMs)).toBe("Give the number of places.");
    expect(changeOfState(working, { capacity: "0" }, testNowMs)).toEqual({ capacity: 0 });
  });

  it("shows what is true now in every field that nobody touched", () => {
    expect(shownState(paused, { capacity: "4" })).toEqual({
      isPaused: true,
      until: timeFieldOf(minute + hourMs),
      capacity: "4",
    });
    expect(shownState({ ...working, pausedUntil: minute + hourMs }, {})).toEqual({
      isPaused: false,
      until: "",
      capacity: "6",
    });
  });
});
