/**
 * What every red flag reads. In: the answers, and the screen if it can be used. Out: one number for each flag, at its place in the frame.
 * Found by either is yes, whatever its age. A plain "unknown" stands against an attestation: somebody was asked and does not know. Pure.
 */
import { redFlag, type RedFlag } from "@ucrt/schemas";
import type { AllAnswers } from "./all-answers.ts";
import { placeOf, type Frame } from "./frame.ts";

/** The words that a flag's input has, by their numbers. */
export const flagCodes = { notGiven: 0, yes: 1, no: 2, unknown: 3, ruledOut: 4 } as const;

const places: ReadonlyMap<string, number> = new Map(redFlag.options.map((flag) => [flag, placeOf[`redFlags.${flag}`]]));
const firstPlace = Math.min(...places.values());
const endPlace = Math.max(...places.values()) + 1;

/** Begins with what the screen says of every flag, then walks over what was said of single ones, which are few. */
export function readRedFlags(answers: AllAnswers, screen: AllAnswers["redFlagScreen"], frame: Frame): void {
  const { redFlags, redFlagScreen } = answers;
  const ofAll =
    screen === undefined ? flagCodes.notGiven : screen.covers === undefined ? flagCodes.ruledOut : flagCodes.unknown;
  frame.fill(ofAll, firstPlace, endPlace);
  const put = (flag: string, code: number): void => {
    const place = places.get(flag);
    if (place !== undefined) frame[place] = code;
  };
  if (screen?.covers !== undefined) for (const flag of screen.covers) put(flag, flagCodes.ruledOut);
  for (const flag in redFlags) {
    const given = redFlags[flag as RedFlag];
    if (given !== undefined) put(flag, flagCodes[given]);
  }
  if (redFlagScreen !== undefined) for (const flag of redFlagScreen.findings) put(flag, flagCodes.yes);
}

/** True while some flag has not been answered. */
export function hasOpenFlag(frame: Frame): boolean {
  for (let place = firstPlace; place < endPlace; place += 1)
    if (frame[place] === flagCodes.notGiven || frame[place] === flagCodes.unknown) return true;
  return false;
}
