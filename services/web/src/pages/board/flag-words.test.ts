// The flags of a row: their order, and a flag that this page does not know yet.
import { describe, expect, it } from "vitest";
import { laterFlag } from "@ucrt/schemas";
import { aRow } from "../live/rows-for-tests.ts";
import { flagsInOrder } from "./flag-words.ts";

describe("the flags of a row", () => {
  it("are in the order of who sets off: protect, danger, what the visit must bring, what is good to know", () => {
    const row = aRow({
      flags: ["interpreter", "scene-unsafe", "safeguarding"],
      laterFlags: [...laterFlag.options].toReversed(),
      isEndOfLife: true,
    });
    expect(flagsInOrder(row).map(({ words }) => words)).toEqual([
      "Safeguarding",
      "Scene unsafe",
      "Caller warning",
      "End of life",
      "Advance plan",
      "Interpreter",
      "Repeat caller",
      "Agency told",
    ]);
  });

  it("stand out only where staff may be in danger", () => {
    const row = aRow({ flags: ["safeguarding", "scene-unsafe"], laterFlags: ["call-warning", "repeat-caller"] });
    const loud = flagsInOrder(row).filter(({ isDanger }) => isDanger);
    expect(loud.map(({ flag }) => flag)).toEqual(["scene-unsafe", "call-warning"]);
  });

  it("are shown by their name when a later version brought them", () => {
    expect(flagsInOrder(aRow({ laterFlags: ["oxygen-at-home"] }))).toEqual([
      { flag: "oxygen-at-home", words: "Oxygen at home", isDanger: false },
    ]);
  });
});
