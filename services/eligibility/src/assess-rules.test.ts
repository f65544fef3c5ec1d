// How findings become a decision: attestation, one question for a missing screen, caps and their limits, triage, response, words.
import { findingsForStaff, instructionFor, missingFor, nextBestFor, wordsFor } from "@ucrt/domain";
import type { Decision, Source } from "@ucrt/schemas";
import { source as sources } from "@ucrt/schemas";
import { describe, expect, test } from "vitest";
import { loadCriteria } from "./criteria-in-force.ts";
import {
  atMs,
  compiled,
  fall,
  findingOf,
  judge,
  minutesAgo,
  observed,
  screen,
  type Changes,
} from "./pictures-for-tests.ts";

const asked = (decision: Decision) =>
  decision.findings.filter((finding) => finding.asks).map((finding) => finding.criterion);

describe("the red-flag screen", () => {
  test("rules out what it covers, by name: not met, attested", () => {
    expect(findingOf(judge(), "E13")).toEqual({
      criterion: "E13",
      result: "not-met-attested",
      raises: null,
      asks: false,
      value: "ruled-out",
    });
    expect(
      findingOf(judge({ answers: { redFlagScreen: undefined, redFlags: { strokeSigns: "no" } } }), "E6"),
    ).toMatchObject({ result: "not-met", value: "no" });
  });

  test("not done is one question, not twenty; from the stack it is the call-back list", () => {
    expect(asked(judge({ answers: { redFlagScreen: undefined } }))).toEqual(["RF1"]);
    expect(asked(judge({ answers: { redFlagScreen: undefined } }, "stack"))).toEqual([
      "E1",
      "E2",
      "E3",
      "E4",
      "E5",
      "E6",
      "E7",
      "E8",
      "E9",
      "E10",
      "E11",
      "E11b",
      "E13",
    ]);
  });

  test("does not rule out what it did not cover, nor what somebody was asked and does not know", () => {
    const part = judge({ answers: { redFlagScreen: { ...screen, covers: ["strokeSigns"] } } });
    expect(findingOf(part, "E6").result).toBe("not-met-attested");
    expect(findingOf(part, "E7")).toMatchObject({ result: "unknown", asks: true });
    expect(findingOf(judge({ answers: { redFlags: { cardiacChestPain: "unknown" } } }), "E7")).toMatchObject({
      result: "unknown",
      asks: true,
    });
    // The fall form says that nobody knows whether the head was struck: the screen does not overrule it.
    expect(
      findingOf(judge({ answers: { fall: { ...fall, headStrike: "unknown", anticoagulant: "yes" } } }), "E5"),
    ).toMatchObject({ result: "unknown", raises: "review" });
  });

  test("attests nothing when too old, from the future, or done before the person changed; a flag it found stays found", () => {
    const before = observed({ takenAt: minutesAgo(5), takenBeforeChange: true });
    const stale: readonly Changes[] = [
      { answers: { redFlagScreen: { ...screen, at: minutesAgo(241) } } },
      { answers: { redFlagScreen: { ...screen, at: minutesAgo(-6) } } },
      { ...before, answers: { ...before.answers, redFlagScreen: screen } },
    ];
    for (const changes of stale) expect(findingOf(judge(changes), "E6").result).toBe("unknown");
    expect(
      judge({ answers: { redFlagScreen: { ...screen, at: minutesAgo(300), findings: ["strokeSigns"] } } }).outcome,
    ).toBe("emergency");
  });
});

describe("outcome", () => {
  test("the most severe wins, and nothing stops early", () => {
    const decision = judge({
      ageYears: 12,
      need: "MENTAL_HEALTH",
      answers: { redFlags: { strokeSigns: "yes" }, intoxicated: "yes" },
    });
    expect(decision).toMatchObject({ outcome: "emergency", redirectTo: null, triage: "before-offer" });
    for (const criterion of ["A1", "B5", "E6", "R1", "R2"]) expect(findingOf(decision, criterion).result).toBe("met");
  });

  test("a redirect names its service; an unknown never counts as no", () => {
    expect(judge({ need: "MENTAL_HEALTH" })).toMatchObject({
      outcome: "redirect",
      redirectTo: "nhs-111-mental-health",
    });
    expect(judge({ answers: { manageableAtHome: "unknown" } }).outcome).toBe("review");
  });

  test("flags for the visit change nothing", () => {
    const flags = {
      safeguarding: "yes",
      sceneSafety: "unsafe",
      infectionRisk: "yes",
      interpreterNeeded: true,
      reasonableAdjustment: true,
    } as const;
    expect(judge({ flags })).toMatchObject({ outcome: "suitable", triage: "by-accepting-clinician" });
  });
});

describe("the advance plan caps the outcome", () => {
  const plan = {
    kind: "ReSPECT",
    date: "2026-06-01",
    seenByNamedPerson: true,
    treatAtHome: "yes",
    coversThisEvent: "yes",
  } as const;
  const septic: NonNullable<Changes["answers"]> = { redFlags: { suspectedSepsis: "yes" } };

  test("at review, and says so", () => {
    const decision = judge({ answers: { ...septic, advancePlan: plan } });
    expect(decision).toMatchObject({
      outcome: "review",
      uncappedOutcome: "emergency",
      cappedBy: "P1",
      triage: "before-offer",
      redirectTo: null,
    });
    expect(wordsFor(compiled, decision, "gp").map((reason) => reason.criterion)).toContain("P1");
    const sick = observed({ respirationsPerMinute: 26, pulsePerMinute: 135, systolicMmHg: 88 });
    expect(judge({ ...sick, answers: { ...sick.answers, advancePlan: plan } })).toMatchObject({
      outcome: "review",
      cappedBy: "P1",
    });
  });

  test("lowers nothing that is not above it", () => {
    expect(judge({ answers: { advancePlan: plan } })).toMatchObject({
      outcome: "suitable",
      cappedBy: null,
      uncappedOutcome: "suitable",
    });
    expect(judge({ answers: { advancePlan: plan, intoxicated: "yes" } })).toMatchObject({
      outcome: "review",
      cappedBy: null,
    });
  });

  test.each<[string, Changes]>([
    ["category 1", { arpCategory: "C1" }],
    ["category 2", { arpCategory: "C2" }],
    [
      "an unsafe scene",
      {
        flags: {
          safeguarding: "no",
          sceneSafety: "unsafe",
          infectionRisk: "no",
          interpreterNeeded: false,
          reasonableAdjustment: false,
        },
      },
    ],
    ["a reversible event outside the plan", { answers: { advancePlan: { ...plan, coversThisEvent: "no" } } }],
    ["an event the plan may not speak of", { answers: { advancePlan: { ...plan, coversThisEvent: "unknown" } } }],
    ["a plan nobody has seen", { answers: { advancePlan: { ...plan, seenByNamedPerson: false } } }],
    ["a plan that does not say treat at home", { answers: { advancePlan: { ...plan, treatAtHome: "no" } } }],
    [
      "a plan without a date",
      {
        answers: { advancePlan: { kind: "TEP", seenByNamedPerson: true, treatAtHome: "yes", coversThisEvent: "yes" } },
      },
    ],
    ["a plan dated tomorrow", { answers: { advancePlan: { ...plan, date: "2026-11-21" } } }],
    ["a plan of long ago", { answers: { advancePlan: { ...plan, date: "2023-06-01" } } }],
  ])("never for %s", (_what, changes) => {
    expect(judge({ ...changes, answers: { advancePlan: plan, ...septic, ...changes.answers } })).toMatchObject({
      outcome: "emergency",
      cappedBy: null,
    });
  });
});

describe("triage", () => {
  test.each<[Source, "by-accepting-clinician" | "before-offer"]>([
    ["crew", "by-accepting-clinician"],
    ["gp", "by-accepting-clinician"],
    ["ward", "by-accepting-clinician"],
    ["emergency-department", "by-accepting-clinician"],
    ["sdec", "by-accepting-clinician"],
    ["nhs-111", "before-offer"],
    ["care-home", "before-offer"],
    ["telecare", "before-offer"],
    ["social-care", "before-offer"],
    ["self", "before-offer"],
  ])("a suitable referral from %s: %s", (source, triage) => {
    expect(judge({}, source)).toMatchObject({ outcome: "suitable", triage });
  });

  test("is before the offer when nobody registered was there, or a question is open", () => {
    expect(judge({ clinicianWithPatient: false }, "gp").triage).toBe("before-offer");
    expect(judge({ answers: { redFlagScreen: { ...screen, registered: false } } }).triage).toBe("before-offer");
    expect(judge({ answers: { agreesToVisit: "unknown" } })).toMatchObject({
      outcome: "suitable",
      triage: "before-offer",
    });
    expect(judge({ answers: { redFlagScreen: undefined } })).toMatchObject({
      outcome: "suitable",
      triage: "before-offer",
    });
  });

  test("every red flag answered no, one by one, serves as well as a screen", () => {
    const redFlags = Object.fromEntries(
      [
        "acuteEmergency",
        "suspectedSepsis",
        "suspectedFracture",
        "newReducedConsciousness",
        "lostConsciousness",
        "headInjury",
        "strokeSigns",
        "cardiacChestPain",
        "respiratoryDistress",
        "newOxygenNeed",
        "majorBleeding",
        "arrhythmiaWithCompromise",
        "collapse",
        "intensePain",
        "backOrNeckTrauma",
        "unusualBehaviour",
        "overdose",
        "anaphylaxis",
        "activeSeizure",
        "caudaEquina",
        "obstetricEmergency",
      ].map((name) => [name, "no"] as const),
    );
    expect(judge({ answers: { redFlagScreen: undefined, redFlags } })).toMatchObject({
      outcome: "suitable",
      triage: "by-accepting-clinician",
    });
  });
});

test("the response is two-hour unless the referrer says otherwise, and a long lie makes it two-hour again", () => {
  expect(judge().response).toBe("two-hour");
  expect(judge({ answers: { helpWithinTwoHours: "no" } })).toMatchObject({ response: "same-day", outcome: "suitable" });
  expect(judge({ need: "EQUIP", answers: { helpWithinTwoHours: "no" } })).toMatchObject({
    response: "two-days",
    outcome: "suitable",
  });
  expect(
    judge({
      need: "FALL",
      answers: { helpWithinTwoHours: "no", fall: { ...fall, onFloorNow: "yes", onFloorSince: minutesAgo(90) } },
    }).response,
  ).toBe("two-hour");
});

test("observations count for an hour from when they were taken, seen from the instant of the decision", () => {
  const taken = observed({ takenAt: minutesAgo(30), respirationsPerMinute: 26, pulsePerMinute: 135, systolicMmHg: 88 });
  expect(judge(taken, "crew", atMs).outcome).toBe("emergency");
  const later = judge(taken, "crew", atMs + 31 * 60_000);
  expect(findingOf(later, "N1").result).toBe("unknown");
  expect(findingOf(later, "O1")).toMatchObject({ result: "met", asks: true, value: "old" });
  // Fresh ones are missed from somebody who stands beside the patient.
  expect(later.outcome).toBe("review");
});

describe("words", () => {
  const stroke: Changes = { answers: { redFlags: { strokeSigns: "yes" } } };

  test.each<[Source, string]>([
    ["crew", "Convey, or call the clinical desk."],
    ["stack", "Handed back."],
    ["emergency-department", "Keep the patient."],
    ["ward", "Keep the patient."],
    ["gp", "Call 999 now."],
    ["care-home", "Call 999 now."],
    ["carer", "Call 999 now."],
  ])("an emergency from %s starts with: %s", (source, words) => {
    expect(instructionFor(compiled, judge(stroke, source), source).startsWith(words)).toBe(true);
  });

  test("a redirect names the service and how to reach it", () => {
    expect(instructionFor(compiled, judge({ need: "MENTAL_HEALTH" }, "self"), "self")).toContain(
      "Call 111 and choose option 2",
    );
    expect(nextBestFor(compiled, judge(stroke))).toEqual([{ service: "ambulance", words: "Call 999." }]);
  });

  test("every source hears reasons in its own words, the gravest first, and none is empty", () => {
    for (const source of sources.options) {
      const decision = judge(
        {
          ...stroke,
          need: "OTHER",
          answers: { ...stroke.answers, agreesToVisit: undefined, safeToWaitTwoHours: undefined },
        },
        source,
      );
      const reasons = wordsFor(compiled, decision, source);
      expect(reasons.slice(0, 1).map((reason) => reason.criterion)).toEqual(["E6"]);
      expect(reasons.map((reason) => reason.criterion)).toEqual(expect.arrayContaining(["B5", "B3", "C1"]));
      for (const reason of reasons) expect(reason.words).toMatch(/^[A-Z].+[.?]$/);
      expect(missingFor(compiled, decision, source).length).toBeGreaterThanOrEqual(2);
    }
    const [toCrew] = wordsFor(compiled, judge(stroke), "crew");
    const [toCarer] = wordsFor(compiled, judge(stroke, "carer"), "carer");
    expect(toCrew?.words).toContain("FAST");
    expect(toCarer?.words).not.toContain("FAST");
  });

  test("staff see every criterion with its wording and where it comes from", () => {
    const staff = findingsForStaff(compiled, judge(stroke));
    expect(staff.map((finding) => finding.criterion)).toEqual(Object.keys(compiled.set.criteria));
    expect(staff.find((finding) => finding.criterion === "E6")).toMatchObject({
      result: "met",
      raises: "emergency",
      value: "yes",
      wording: "Signs of stroke or TIA.",
    });
    for (const finding of staff) expect(finding.basis.length).toBeGreaterThan(20);
  });
});

describe("the approver", () => {
  test("without one, decisions say so, and a start outside local mode refuses", () => {
    expect(judge().criteriaSet.isApproved).toBe(false);
    expect(() => loadCriteria({ area: "mid-and-south-essex", mode: "production" })).toThrow(
      /criteria\/2026-11-01\.yaml:\d+ approver: nobody has approved/,
    );
    expect(loadCriteria({ area: "demo", mode: "local" }).at(atMs).criteriaSet.version).toBe("2026-11-01");
  });
});
