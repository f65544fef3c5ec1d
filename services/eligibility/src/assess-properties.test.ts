// What holds for every picture: each criterion named once, the outcome the most severe finding, unknown never no, more red flags never less severe.
import { assess, compileCriteria } from "@ucrt/domain";
import {
  answer,
  arpCategory,
  needCode,
  redFlag,
  source as sources,
  type ClinicalPicture,
  type Decision,
  type RedFlag,
  type Source,
} from "@ucrt/schemas";
import fc from "fast-check";
import { expect, test } from "vitest";
import { atMs, compiled, minutesAgo, observed, screen, soundPicture, type Answers } from "./pictures-for-tests.ts";

const severities = ["suitable", "review", "redirect", "emergency"] as const;
const severity = (outcome: Decision["outcome"] | null) => (outcome === null ? 0 : severities.indexOf(outcome));

const anAnswer = fc.constantFrom(...answer.options);
const answers = fc.record(
  {
    helpWithinTwoHours: anAnswer,
    manageableAtHome: anAnswer,
    safeToWaitTwoHours: anAnswer,
    agreesToVisit: fc.constantFrom("yes", "no", "best-interests", "unknown"),
    redFlags: fc.dictionary(fc.constantFrom(...redFlag.options), anAnswer),
    redFlagScreen: fc.record({
      doneBy: fc.constant("nurse"),
      registered: fc.boolean(),
      at: fc.integer({ min: -20, max: 400 }).map(minutesAgo),
      findings: fc.subarray([...redFlag.options], { maxLength: 3 }),
    }),
    fall: fc.record({ onFloorNow: anAnswer, headStrike: anAnswer, anticoagulant: anAnswer, antiplatelet: anAnswer }),
    advancePlan: fc.record({
      kind: fc.constant("ReSPECT"),
      date: fc.constantFrom("2026-01-01", "2020-01-01"),
      seenByNamedPerson: fc.boolean(),
      treatAtHome: anAnswer,
      coversThisEvent: anAnswer,
    }),
    intoxicated: anAnswer,
    virtualWardNeed: anAnswer,
    pregnancyRelated: anAnswer,
    mentalHealthCrisisIsPrimary: anAnswer,
    dischargeSupportOnly: anAnswer,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Answers>;

const observations = fc
  .record({
    takenAt: fc.integer({ min: -20, max: 120 }).map(minutesAgo),
    respirationsPerMinute: fc.integer({ min: 5, max: 40 }),
    pulsePerMinute: fc.integer({ min: 30, max: 160 }),
    systolicMmHg: fc.integer({ min: 70, max: 230 }),
  })
  .chain((changes) =>
    fc
      .subarray(["temperatureCelsius", "onOxygen", "consciousness"] as const)
      .map((without) => observed(changes, without)),
  );

const pictures: fc.Arbitrary<ClinicalPicture> = fc
  .record({
    ageYears: fc.option(fc.integer({ min: 0, max: 120 })),
    need: fc.constantFrom(...needCode.options),
    arpCategory: fc.option(fc.constantFrom(...arpCategory.options)),
    practice: fc.option(fc.constant("F81001")),
    clinicianWithPatient: fc.boolean(),
    answers,
    seen: fc.option(observations, { nil: undefined }),
  })
  .map(({ answers: given, seen, ...rest }) => {
    const picture = soundPicture({ ...rest, news2: seen?.news2 ?? null });
    return { ...picture, answers: { ...given, ...seen?.answers } };
  });
const aSource = fc.constantFrom(...sources.options);

const judged = (picture: ClinicalPicture, source: Source) => assess(compiled, { picture, source, atMs });

test("every criterion is named exactly once, in the order of the file", () => {
  fc.assert(
    fc.property(pictures, aSource, (picture, source) => {
      expect(judged(picture, source).findings.map((finding) => finding.criterion)).toEqual(
        Object.keys(compiled.set.criteria),
      );
    }),
  );
});

test("the outcome is the most severe finding, limited only by a cap that says so", () => {
  fc.assert(
    fc.property(pictures, aSource, (picture, source) => {
      const decision = judged(picture, source);
      const worst = Math.max(...decision.findings.map((finding) => severity(finding.raises)));
      expect(severity(decision.uncappedOutcome)).toBe(worst);
      if (decision.cappedBy === null) expect(decision.outcome).toBe(decision.uncappedOutcome);
      else expect([decision.outcome, worst > 1]).toEqual(["review", true]);
      expect(decision.redirectTo === null).toBe(decision.outcome !== "redirect");
      if (decision.triage === "by-accepting-clinician") {
        expect(decision.outcome).toBe("suitable");
        expect(decision.findings.some((finding) => finding.asks)).toBe(false);
      }
    }),
  );
});

test("one more red flag never lowers the outcome", () => {
  fc.assert(
    fc.property(pictures, aSource, fc.constantFrom(...redFlag.options), (picture, source, flag: RedFlag) => {
      const before = judged(picture, source);
      const worse = {
        ...picture,
        answers: { ...picture.answers, redFlags: { ...picture.answers.redFlags, [flag]: "yes" as const } },
      };
      expect(severity(judged(worse, source).uncappedOutcome)).toBeGreaterThanOrEqual(severity(before.uncappedOutcome));
      expect(severity(judged(worse, source).outcome)).toBeGreaterThanOrEqual(severity(before.outcome));
    }),
  );
});

test("an answer that is not known is never judged like a no", () => {
  const names = [
    "manageableAtHome",
    "safeToWaitTwoHours",
    "agreesToVisit",
    "intoxicated",
    "virtualWardNeed",
    "pregnancyRelated",
  ] as const;
  fc.assert(
    fc.property(pictures, aSource, fc.constantFrom(...names), (picture, source, name) => {
      const { [name]: _dropped, ...without } = picture.answers;
      const unknowns = [
        judged({ ...picture, answers: without }, source),
        judged({ ...picture, answers: { ...without, [name]: "unknown" } }, source),
      ];
      // Not saying and saying "unknown" come to the same, and neither is a finding that says "not met".
      expect(unknowns[0]?.outcome).toBe(unknowns[1]?.outcome);
      const of = {
        manageableAtHome: "B2",
        safeToWaitTwoHours: "B3",
        agreesToVisit: "C1",
        intoxicated: "R2",
        virtualWardNeed: "V1",
        pregnancyRelated: "R4",
      }[name];
      for (const decision of unknowns)
        expect(decision.findings.find((finding) => finding.criterion === of)?.result).not.toBe("not-met");
    }),
  );
});

test("a flag without answer and without a usable screen is never ruled out", () => {
  fc.assert(
    fc.property(pictures, aSource, (picture, source) => {
      const bare = {
        ...picture,
        answers: { ...picture.answers, redFlagScreen: { ...screen, at: minutesAgo(500) }, redFlags: {} },
      };
      const decision = judged(bare, source);
      for (const id of ["E2", "E3", "E4", "E6", "E7", "E8", "E9", "E10", "E11", "E13"]) {
        expect(decision.findings.find((finding) => finding.criterion === id)?.result).toBe("unknown");
      }
      expect(decision.triage).toBe("before-offer");
    }),
  );
});

test("the same picture gives the same decision, whatever was judged in between, and from a set compiled anew", () => {
  const anew = compileCriteria(compiled.set, compiled.identity);
  fc.assert(
    fc.property(pictures, pictures, aSource, aSource, (picture, other, source, otherSource) => {
      const first = judged(picture, source);
      judged(other, otherSource);
      expect(judged(picture, source)).toEqual(first);
      expect(assess(anew, { picture, source, atMs })).toEqual(first);
    }),
  );
});
