// Numbers in a frame say what the contract's words say, and reading a picture leaves no input out.
import { answer, redFlag } from "@ucrt/schemas";
import { criteriaInputs, type CriteriaInputName } from "@ucrt/schemas/criteria";
import { describe, expect, test } from "vitest";
import { T0, madePicture } from "../referral/made-referral.ts";
import { answerCode, emptyFrame, placeOf, textOfCode, wholeCoder, wordCoder, yesNoCode } from "./frame.ts";
import { readInputs } from "./read-inputs.ts";
import { flagCodes } from "./read-red-flags.ts";

const names = Object.keys(criteriaInputs) as CriteriaInputName[];
const thresholds = {
  adultAgeYears: 18,
  observationMinutes: 60,
  redFlagScreenMinutes: 240,
  longLieMinutes: 60,
  planDays: 730,
  clockToleranceMinutes: 5,
  news2Emergency: 7,
  news2Review: 5,
};

describe("numbers and words", () => {
  test("an answer's number is that of the same word in the contract", () => {
    for (const word of answer.options) expect(textOfCode("endOfLife", answerCode(word))).toBe(word);
    expect(textOfCode("isFall", yesNoCode(true))).toBe("yes");
    expect(textOfCode("practiceInArea", yesNoCode(false))).toBe("no");
    expect([answerCode(undefined), yesNoCode(undefined)]).toEqual([0, 0]);
  });

  test("every input that takes answers has them first and in the same order", () => {
    for (const name of names) {
      const input = criteriaInputs[name];
      if (input.kind === "whole" || !input.values.includes("no") || name === "agreesToVisit") continue;
      expect(["yes", "no", "unknown", "ruled-out"].slice(0, input.values.length), name).toEqual(input.values);
    }
  });

  test("a flag's number is that of its word", () => {
    const words = { yes: "yes", no: "no", unknown: "unknown", ruledOut: "ruled-out" } as const;
    for (const [code, word] of Object.entries(words))
      for (const flag of redFlag.options)
        expect(textOfCode(`redFlags.${flag}`, flagCodes[code as keyof typeof words])).toBe(word);
  });

  test("words and whole numbers come back as they went in, within their limits", () => {
    expect(textOfCode("need", wordCoder("need")("CATHETER"))).toBe("CATHETER");
    expect(wordCoder("need")("no such need")).toBe(0);
    expect(textOfCode("ageYears", wholeCoder("ageYears")(84))).toBe("84");
    expect(textOfCode("ageYears", wholeCoder("ageYears")(200))).toBe("130");
    expect([wholeCoder("ageYears")(null), wholeCoder("ageYears")(0)]).toEqual([0, 1]);
  });
});

describe("reading a picture", () => {
  test("writes every input, whatever stood there before", () => {
    for (const picture of [madePicture(), madePicture({ ageYears: null, need: "CATHETER", news2: null })]) {
      const frame = emptyFrame().fill(-1);
      readInputs({ picture, source: "crew", atMs: T0 }, thresholds, frame);
      expect(names.filter((name) => frame[placeOf[name]] === -1)).toEqual([]);
    }
  });

  test("a frame that was used before reads the same as a new one", () => {
    const used = emptyFrame();
    const full = madePicture({
      answers: {
        endOfLife: "yes",
        redFlags: { collapse: "yes" },
        fall: {
          onFloorNow: "yes",
          onFloorSince: T0 - 600_000,
          headStrike: "yes",
          anticoagulant: "no",
          antiplatelet: "no",
        },
      },
    });
    readInputs({ picture: full, source: "crew", atMs: T0 }, thresholds, used);
    readInputs({ picture: madePicture(), source: "stack", atMs: T0 }, thresholds, used);
    const fresh = emptyFrame();
    readInputs({ picture: madePicture(), source: "stack", atMs: T0 }, thresholds, fresh);
    expect(used).toEqual(fresh);
  });
});
