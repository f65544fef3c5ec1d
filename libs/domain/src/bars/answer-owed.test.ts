import { closeOutcome, handBackReason, type FactOf, type ReferralFact, type ReferralFactType } from "@ucrt/schemas";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerOwed, nothingTold, toldAfter, type AnswerOwed, type AnswerWords, type Told } from "./answer-owed.ts";
import { madeReasons } from "./made-reasons.ts";
import { MADE_AT_MS, MADE_REFERRAL } from "./made-request.ts";

const words: AnswerWords = {
  reasons: madeReasons,
  onwardWords: { "virtual-ward": "The virtual ward looks after the patient." },
  teamNameOf: (team) => `Team ${team}`,
  timeZone: "Europe/London",
};

const fact = <Type extends ReferralFactType>(type: Type, data: Partial<FactOf<Type>["data"]> = {}): ReferralFact =>
  ({ id: MADE_REFERRAL, referralId: MADE_REFERRAL, sequence: 1, revision: 1, at: MADE_AT_MS, type, data }) as never;

const accepted = fact("accepted", { team: "north", expectedAt: MADE_AT_MS + 45 * 60_000 });
const arrived = fact("arrived", { team: "north" });
const handedBack = (reason: FactOf<"handed-back">["data"]["reason"], to: FactOf<"handed-back">["data"]["to"] = "999") =>
  fact("handed-back", { reason, to });
const closed = (outcome: FactOf<"closed">["data"]["outcome"]) => fact("closed", { outcome });
const escalated = fact("escalation-handed-over", { incidentNumber: "S26-77", handedOverAt: MADE_AT_MS });

/** The answers that a row of facts leads to. */
function conversation(
  facts: readonly ReferralFact[],
  category: Told["category"] = "validation",
): readonly AnswerOwed[] {
  let told = nothingTold(category);
  return facts.flatMap((one) => {
    const owed = answerOwed(one, told, words);
    told = toldAfter(told, one, owed);
    return owed === null ? [] : [owed];
  });
}

/** An answer in short: `in-progress`, `cancelled RRNA`, `completed update`, `active new`. */
const short = (owed: AnswerOwed): string =>
  owed.kind === "full"
    ? `${owed.full.carePlan} ${owed.full.isFirst ? "new" : "update"}`
    : owed.interim.status === "cancelled"
      ? `cancelled ${owed.interim.reason}`
      : owed.interim.status;

const told = (...facts: readonly ReferralFact[]): readonly string[] => conversation(facts).map(short);

describe("an acceptance", () => {
  it("is told once, with the team and the local time, and no person", () => {
    expect(conversation([accepted])).toEqual([
      {
        kind: "interim",
        interim: {
          status: "in-progress",
          words: "Accepted by Team north. Expected with the patient at 25 Nov, 10:45.",
        },
      },
    ]);
  });

  it("by a second team changes nothing for the sender", () => {
    expect(told(accepted, fact("team-transferred"), accepted)).toEqual(["in-progress"]);
  });

  it("after a case went back is told again", () => {
    expect(told(accepted, handedBack("capacity"), accepted)).toEqual(["in-progress", "cancelled RRNA", "in-progress"]);
  });
});

describe("a case that goes back", () => {
  it("is told with the standard's reason for ours, before and after an acceptance", () => {
    expect(told(handedBack("breach-time-near"))).toEqual(["cancelled RRNA"]);
    expect(told(accepted, handedBack("no-contact", "referrer"))).toEqual(["in-progress", "cancelled FC"]);
    expect(told(handedBack("emergency-on-arrival"))).toEqual(["cancelled OTH"]);
    for (const reason of handBackReason.options)
      expect(told(handedBack(reason)), reason).toEqual([`cancelled ${madeReasons.handBack[reason].bars}`]);
  });

  it("is not told twice when it is acknowledged and closed", () => {
    expect(told(handedBack("capacity"), fact("acknowledged"), closed("handed-back"))).toEqual(["cancelled RRNA"]);
  });

  it("and is accepted again needs a visit again: one from before it went back lets nobody close the case", () => {
    expect(told(accepted, arrived, handedBack("capacity"), accepted, closed("patient-declined"))).toEqual([
      "in-progress",
      "cancelled RRNA",
      "in-progress",
      "cancelled OTH",
    ]);
  });

  it("is no news while our own clinician takes it", () => {
    expect(told(accepted, handedBack("capacity", "spa-clinician"), accepted)).toEqual(["in-progress"]);
  });
});

describe("an end", () => {
  // One row for each outcome: never seen; accepted and never seen; seen.
  const table: Readonly<Record<FactOf<"closed">["data"]["outcome"], readonly [string, string, string]>> = {
    "stayed-home": ["cancelled OTH", "cancelled OTH", "completed update"],
    "virtual-ward": ["cancelled OTH", "cancelled OTH", "completed update"],
    "community-bed": ["cancelled OTH", "cancelled OTH", "completed update"],
    conveyed: ["cancelled OTH", "cancelled OTH", "completed update"],
    admitted: ["cancelled OTH", "cancelled OTH", "completed update"],
    died: ["cancelled OTH", "cancelled OTH", "completed update"],
    redirected: ["cancelled OTH", "cancelled OTH", "completed update"],
    "handed-back": ["cancelled OTH", "cancelled OTH", "cancelled OTH"],
    duplicate: ["cancelled OTH", "cancelled OTH", "completed update"],
    "patient-declined": ["cancelled OTH", "cancelled OTH", "completed update"],
    "not-reached": ["cancelled FC", "cancelled FC", "cancelled FC"],
    other: ["cancelled OTH", "cancelled OTH", "completed update"],
  };

  it("lets the sender close its case only after a visit", () => {
    for (const outcome of closeOutcome.options) {
      const [never, unseen, seen] = table[outcome];
      expect(told(closed(outcome)), outcome).toEqual([never]);
      expect(told(accepted, closed(outcome)), outcome).toEqual(["in-progress", unseen]);
      expect(told(accepted, arrived, closed(outcome)), outcome).toEqual(["in-progress", seen]);
    }
  });

  it("lets it close too when another service has taken over by name", () => {
    const onward = fact("onward-accepted", { service: "virtual-ward" });
    const [, end] = conversation([accepted, onward, closed("virtual-ward")]);
    expect(end).toMatchObject({
      kind: "full",
      full: {
        carePlan: "completed",
        words: "Now cared for by the virtual ward. The virtual ward looks after the patient.",
      },
    });
    const other = fact("onward-requested", { service: "gp" });
    expect(told(accepted, onward, other, closed("other"))).toEqual(["in-progress", "cancelled OTH"]);
  });

  it("says 'no ambulance' in code only where none is needed", () => {
    const codes = (outcome: FactOf<"closed">["data"]["outcome"]) =>
      conversation([accepted, arrived, closed(outcome)]).flatMap((one) =>
        one.kind === "full" ? one.full.outcomeCodes : [],
      );
    expect(codes("stayed-home")).toEqual(["C5"]);
    expect(codes("conveyed")).toEqual([]);
    expect(codes("died")).toEqual([]);
  });

  it("is the first response when no interim went before", () => {
    expect(told(arrived, closed("stayed-home"))).toEqual(["completed new"]);
  });
});

describe("an emergency during the visit", () => {
  it("is told with 999's incident and its time, and nothing is said after it", () => {
    const answers = conversation([accepted, arrived, fact("escalated-to-999"), escalated, closed("conveyed")]);
    expect(answers.map(short)).toEqual(["in-progress", "active update"]);
    expect(answers[1]).toMatchObject({
      full: { newIncidentNumber: "S26-77", clockStartAtMs: MADE_AT_MS, outcomeCodes: [] },
    });
  });
});

describe("nothing is owed", () => {
  it("to a sender that has cancelled, before or during the visit", () => {
    expect(told(accepted, fact("withdrawn"), closed("other"))).toEqual(["in-progress"]);
    const during = fact("alert-raised", { reason: "withdrawal-after-arrival" });
    expect(told(accepted, arrived, during, closed("stayed-home"))).toEqual(["in-progress"]);
  });

  it("for a candidate that leaves", () => {
    expect(told(fact("candidate-left", { reason: "upgraded" }))).toEqual([]);
  });
});

const anyFact: fc.Arbitrary<ReferralFact> = fc.oneof(
  fc.constantFrom(accepted, arrived, escalated, fact("withdrawn"), fact("noted"), fact("escalated-to-999")),
  fc.constantFrom(...closeOutcome.options).map(closed),
  fc
    .tuple(
      fc.constantFrom(...handBackReason.options),
      fc.constantFrom<FactOf<"handed-back">["data"]["to"]>("999", "referrer", "spa-clinician"),
    )
    .map(([reason, to]) => handedBack(reason, to)),
  fc.constantFrom("gp" as const, "virtual-ward" as const).map((service) => fact("onward-accepted", { service })),
);

describe("whatever happens", () => {
  it("'completed' needs a visit or another service, nothing follows a full response, nobody is told the same twice", () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 12 }), (facts) => {
        const answers = conversation(facts);
        const shorts = answers.map(short);
        const full = answers.findIndex(({ kind }) => kind === "full");
        if (full !== -1) expect(full).toBe(answers.length - 1);
        if (shorts.some((one) => one.startsWith("completed")))
          expect(facts.some(({ type }) => type === "arrived" || type === "onward-accepted")).toBe(true);
        for (const [index, one] of answers.entries()) {
          const before = answers[index - 1];
          if (one.kind === "interim" && before?.kind === "interim")
            expect(one.interim.status).not.toBe(before.interim.status);
        }
      }),
    );
  });

  it("a case that was in progress and has ended without a cancellation is told of its end", () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 12 }), fc.constantFrom(...closeOutcome.options), (facts, outcome) => {
        if (facts.some(({ type }) => type === "withdrawn")) return;
        const last = conversation([...facts, closed(outcome)]).at(-1);
        expect(last?.kind === "full" || (last?.kind === "interim" && last.interim.status === "cancelled")).toBe(true);
      }),
    );
  });
});
