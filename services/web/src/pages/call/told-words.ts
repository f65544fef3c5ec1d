/**
 * What a caller is told at the end of a call, as sentences that can be read aloud. Pure. In: what the referrer may know, the team that is asked now.
 * Out: sentences, the first two enough for somebody in a hurry. Says nothing that is not decided.
 */
import type { SubmissionStatus } from "@ucrt/schemas";
import { atNear } from "../format.ts";

/** Letters of the telephone alphabet, for a number that is said aloud. */
const alphabet: Readonly<Record<string, string>> = Object.fromEntries(
  "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
    .split(" ")
    .map((word) => [word.charAt(0).toUpperCase(), word]),
);

/** `UCR-38NK-RKAY` as `U C R, 3 8 November Kilo, Romeo Kilo Alfa Yankee`. */
export function saidAloud(referralNumber: string): string {
  const [first = "", ...rest] = referralNumber.split("-");
  const groups = rest.map((group) =>
    group
      .split("")
      .map((symbol) => alphabet[symbol] ?? symbol)
      .join(" "),
  );
  return [first.split("").join(" "), ...groups].join(", ");
}

export interface Told {
  readonly referralNumber: string;
  readonly status: SubmissionStatus | undefined;
  /** Name of the team that the case is offered to now. */
  readonly askedTeam: string | undefined;
  readonly nowMs: number;
}

/** Sentences to read to the caller, in order. */
export function toldToCaller({ referralNumber, status, askedTeam, nowMs }: Told): readonly string[] {
  const number = `Your number is ${referralNumber}.`;
  if (status === undefined) return [number, "We have your referral."];
  const by = status.decisionBy === null ? "" : ` by ${atNear(status.decisionBy, nowMs)}`;
  const worse = "If they get worse, ring 999.";
  switch (status.status) {
    case "received":
      return [number, "We have your referral.", `We decide${by} and ring you back.`, worse];
    case "being-decided":
      return [number, `A clinician of ours decides${by} and rings you back.`, worse];
    case "looking-for-team":
      return [number, `It fits, and we are finding a team. You hear from us${by}.`, worse];
    case "offered":
      return [number, `${askedTeam ?? "A team"} is asked now and answers${by}. We ring you back.`, worse];
    case "accepted":
    case "on-the-way":
    case "arrived":
      return status.accepted === null
        ? [number, status.words]
        : [
            number,
            `${status.accepted.by.name}, ${status.accepted.team}, has accepted and expects to be there at ${atNear(status.accepted.expectedAt, nowMs)}.`,
            worse,
          ];
    case "advised":
      return [
        number,
        status.decision?.instruction ?? status.words,
        "Nobody of ours is coming unless you hear from us.",
        "Please tell me your name and that you have heard this, so that I can write it down.",
      ];
    case "handed-back":
      return [
        number,
        status.handedBack === null ? status.words : `It is back with you: ${status.handedBack.words}`,
        "Nobody of ours is coming.",
      ];
    case "held":
    case "ended":
    case "withdrawn":
    case "candidate":
      return [number, status.words];
  }
}
