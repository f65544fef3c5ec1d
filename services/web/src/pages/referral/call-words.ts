/** What a call task asks of whoever rings. Pure. In: the task and the referral. Out: whom to ring, why, and what to say. */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import type { ReferralView } from "@ucrt/schemas";
import { atNear } from "../format.ts";
import { codeInWords } from "../words.ts";

type CallTask = ReferralView["callTasks"][number];
type Situation = Pick<ReferralView, "referralId" | "accepted" | "handedBack"> & {
  readonly row: Pick<ReferralView["row"], "endedAs">;
  readonly clocks: Pick<ReferralView["clocks"], "firstFaceToFaceAt">;
};

export interface CallAsked {
  /** `Ring 999`, `Ring the referrer` */
  readonly ring: string;
  readonly why: string;
  /** The message that the machine could not bring, with the number by which they have the case; only for an answer that was not delivered. */
  readonly say?: string;
}

const whomWords: Readonly<Record<string, string>> = {
  "999": "999",
  referrer: "the referrer",
  team: "the team",
  "shift-lead": "the shift lead",
  patient: "the patient",
  "onward-service": "the onward service",
};

/** `teamName` gives a team's name for its id; times are told as they stand to `nowMs`. */
export function callAsked(
  task: Pick<CallTask, "reason" | "whom" | "answer">,
  view: Situation,
  { teamName, nowMs }: { readonly teamName: (id: string) => string; readonly nowMs: number },
): CallAsked {
  const ring = `Ring ${whomWords[task.whom] ?? codeInWords(task.whom).toLowerCase()}`;
  if (task.reason !== "answer-undelivered") return { ring, why: codeInWords(task.reason) };
  return {
    ring,
    why: `${task.whom === "999" ? "999's" : "Their"} system did not take our answer`,
    say: `${whatToSay(task.answer, view, { teamName, nowMs })} Our number is ${referralNumberOf(view.referralId)}.`,
  };
}

function whatToSay(
  answer: string | undefined,
  { accepted, handedBack, row, clocks }: Situation,
  { teamName, nowMs }: { readonly teamName: (id: string) => string; readonly nowMs: number },
): string {
  switch (answer) {
    case "accepted":
      return accepted === null
        ? "we have taken the case."
        : `we have taken the case. ${teamName(accepted.team)} expects to be there at ${atNear(accepted.expectedAt, nowMs)}.`;
    case "handed-back":
      return `the case is back with them${because(handedBack?.reason ?? row.endedAs)}.`;
    case "ended":
      return `the case has ended with us${because(row.endedAs)}.${clocks.firstFaceToFaceAt === null ? " Nobody of ours has seen the patient: it is with them again." : ""}`;
    case "escalated":
      return "the person got worse, and we handed over to 999 as an emergency.";
    default:
      return "how the case stands now.";
  }
}

const because = (code: string | null): string => (code === null ? "" : `: ${codeInWords(code).toLowerCase()}`);
