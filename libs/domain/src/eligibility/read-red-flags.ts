/**
 * What every red flag reads. In: the answers, and the screen if it can be used. Out: one code for each flag, in the order of the contract.
 * Found by either is yes, whatever its age. A plain "unknown" stands against an attestation: somebody was asked and does not know. Pure.
 */
import { redFlag, type RedFlag } from "@ucrt/schemas";
import { criteriaInputs } from "@ucrt/schemas/criteria";
import type { AllAnswers } from "./all-answers.ts";

/** 0: not given; else 1 + the position of its word. */
export type FlagCode = number;
/** By the position of the flag in its contract. */
export type FlagCodes = Uint8Array;

const input = criteriaInputs.headStrike;
const codeOf = (word: string): FlagCode => (input.kind === "choice" ? input.values.indexOf(word) + 1 : 0);
export const flagCodes = { notGiven: 0, yes: codeOf("yes"), no: codeOf("no"), unknown: codeOf("unknown") } as const;
const ruledOut = codeOf("ruled-out");

const positions: ReadonlyMap<string, number> = new Map(redFlag.options.map((flag, index) => [flag, index]));
export const positionOfFlag = (flag: RedFlag): number => positions.get(flag) ?? 0;

/** Room for the codes of all flags. */
export const noFlagCodes = (): FlagCodes => new Uint8Array(redFlag.options.length);

/** Writes the codes of all flags. Begins with what the screen says of every flag, then walks over what was said of single ones, which are few. */
export function readRedFlags(answers: AllAnswers, screen: AllAnswers["redFlagScreen"], codes: FlagCodes): void {
  const { redFlags, redFlagScreen } = answers;
  codes.fill(screen === undefined ? flagCodes.notGiven : screen.covers === undefined ? ruledOut : flagCodes.unknown);
  if (screen?.covers !== undefined) for (const flag of screen.covers) codes[positionOfFlag(flag)] = ruledOut;
  for (const flag in redFlags) {
    const given = redFlags[flag as RedFlag];
    if (given !== undefined) codes[positionOfFlag(flag as RedFlag)] = flagCodes[given];
  }
  if (redFlagScreen !== undefined)
    for (const flag of redFlagScreen.findings) codes[positionOfFlag(flag)] = flagCodes.yes;
}

/** A flag that nobody has answered. */
export const hasOpenFlag = (codes: FlagCodes): boolean =>
  codes.includes(flagCodes.notGiven) || codes.includes(flagCodes.unknown);
