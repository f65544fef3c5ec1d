// Each criterion of the area by its id: when it is met and what that raises, when it is not, and what an unknown does by source.
import type { ClinicalPicture, Source } from "@ucrt/schemas";
import { describe, expect, test } from "vitest";
import { compiled, fall, findingOf, judge, minutesAgo, observed, screen, type Changes } from "./pictures-for-tests.ts";

type Raises = "review" | "redirect" | "emergency" | null;
type Effect = "review" | "ask" | "note";

interface Row {
  readonly id: string;
  /** Changes that make it met, each on its own. */
  readonly met: readonly (Changes | { readonly of: Source; readonly changes: Changes })[];
  readonly raises: Raises;
  readonly asksWhenMet?: boolean;
  readonly notMet?: readonly (Changes | { readonly of: Source; readonly changes: Changes })[];
  /** Changes that leave it unknown, and what that does for each source. */
  readonly unknown?: { readonly changes: Changes; readonly effects: Partial<Record<Source, Effect>> };
}

const flag = (
  name: keyof NonNullable<NonNullable<Changes["answers"]>["redFlags"]>,
  value: "yes" | "no" | "unknown" = "yes",
): Changes => ({ answers: { redFlags: { [name]: value } } });
const noScreen: Changes = { answers: { redFlagScreen: undefined } };
/** Nobody looked: the screen's own question stands for all, but the stack gets its call-back list. Asked and not known: asks everybody. */
const flagRow = (id: string, flags: readonly Parameters<typeof flag>[0][], raises: Raises): Row => ({
  id,
  met: [
    ...flags.map((name) => flag(name)),
    ...flags.map((name) => ({ answers: { redFlagScreen: { ...screen, findings: [name] } } })),
  ],
  raises,
  unknown: {
    changes: noScreen,
    effects: { crew: "note", gp: "note", "care-home": "note", self: "note", stack: "ask" },
  },
});

const flagsOff = {
  safeguarding: "no",
  sceneSafety: "safe",
  infectionRisk: "no",
  interpreterNeeded: false,
  reasonableAdjustment: false,
} as const;

/** A location whose postcode leads to `place`, with a practice of the area or one nobody knows. */
const at = (
  place: string | null,
  practice: "practice-known" | "practice-unknown" = "practice-known",
): ClinicalPicture["location"] => ({
  place,
  lsoa: null,
  district: null,
  postcodeDistrict: "RM17",
  practicePlace: practice === "practice-known" ? "thurrock" : null,
  basis: place === null ? "none" : "incident-postcode",
  placesDisagree: false,
});

const rows: readonly Row[] = [
  {
    id: "A1",
    met: [{ ageYears: 17 }, { ageYears: 0 }],
    raises: "redirect",
    notMet: [{ ageYears: 18 }],
    unknown: {
      changes: { ageYears: null, ageBasis: "unknown" },
      effects: { crew: "note", stack: "note", self: "note" },
    },
  },
  {
    id: "A2",
    met: [{ ageYears: null, ageBasis: "unknown" }],
    raises: "review",
    notMet: [{ ageYears: 90, ageBasis: "estimated" }],
  },
  {
    id: "A3",
    met: [
      { location: at(null) },
      { temporaryResident: "no", location: at(null, "practice-unknown") },
      { temporaryResident: "unknown", location: at("thurrock", "practice-unknown") },
    ],
    raises: "review",
    notMet: [{ temporaryResident: "yes", location: at("thurrock", "practice-unknown") }],
    unknown: { changes: { practice: null }, effects: { crew: "note", stack: "note", gp: "note" } },
  },
  {
    id: "A4",
    met: [{ carePlace: "hospital-bed", answers: { dischargeSupportOnly: "yes" } }],
    raises: "redirect",
    notMet: [{ carePlace: "hospital-bed" }, { answers: { dischargeSupportOnly: "yes" } }],
    unknown: {
      changes: { carePlace: "hospital-bed", answers: { dischargeSupportOnly: undefined } },
      effects: { ward: "ask", gp: "note" },
    },
  },
  {
    id: "B1",
    met: [{ answers: { helpWithinTwoHours: "no" } }],
    raises: null,
    notMet: [{ need: "EQUIP", answers: { helpWithinTwoHours: "no" } }],
    unknown: {
      changes: { answers: { helpWithinTwoHours: "unknown" } },
      effects: { crew: "note", "care-home": "note" },
    },
  },
  {
    id: "B1b",
    met: [{ need: "EQUIP", answers: { helpWithinTwoHours: "no" } }],
    raises: null,
    notMet: [{ answers: { helpWithinTwoHours: "no" } }],
    unknown: { changes: { need: "BLOODS", answers: { helpWithinTwoHours: undefined } }, effects: { crew: "note" } },
  },
  {
    id: "B2",
    met: [{ answers: { manageableAtHome: "no" } }],
    raises: "emergency",
    unknown: {
      changes: { answers: { manageableAtHome: "unknown" } },
      effects: { crew: "review", stack: "review", gp: "review", "care-home": "review", self: "review" },
    },
  },
  {
    id: "B3",
    met: [{ answers: { safeToWaitTwoHours: "no" } }],
    raises: "emergency",
    unknown: {
      changes: { answers: { safeToWaitTwoHours: undefined } },
      effects: { crew: "review", stack: "review", self: "review" },
    },
  },
  {
    id: "B4",
    met: [{ need: "FALL" }, { need: "CARER" }, { need: "BLOODS" }, { need: "SOCIAL_CRISIS" }],
    raises: null,
    notMet: [{ need: "OTHER" }],
  },
  { id: "B5", met: [{ need: "OTHER" }], raises: "review", notMet: [{ need: "DIABETES" }] },
  {
    id: "E1",
    met: [{ arpCategory: "C1" }, { arpCategory: "C2" }, { of: "stack", changes: { arpCategory: "C2" } }],
    raises: "emergency",
    notMet: [{ arpCategory: "C3" }, { of: "stack", changes: { arpCategory: "C5" } }],
    unknown: { changes: {}, effects: { stack: "ask", crew: "note", gp: "note" } },
  },
  {
    id: "E1b",
    met: [{ arpCategory: "HCP3" }, { arpCategory: "IFT2" }],
    raises: "review",
    notMet: [{ arpCategory: "C4T" }],
    unknown: { changes: {}, effects: { crew: "note" } },
  },
  flagRow("E2", ["suspectedSepsis", "acuteEmergency"], "emergency"),
  flagRow("E3", ["suspectedFracture"], "emergency"),
  flagRow("E4", ["newReducedConsciousness", "lostConsciousness"], "emergency"),
  {
    id: "E5",
    met: [
      { answers: { fall: { ...fall, headStrike: "yes", anticoagulant: "yes" } } },
      { answers: { redFlags: { headInjury: "yes" }, fall: { ...fall, anticoagulant: "yes" } } },
      { answers: { redFlagScreen: { ...screen, findings: ["headInjury"] }, fall: { ...fall, anticoagulant: "yes" } } },
    ],
    raises: "emergency",
    notMet: [
      { answers: { fall: { ...fall, headStrike: "yes" } } },
      { answers: { fall: { ...fall, anticoagulant: "yes" } } },
    ],
    // An anticoagulant not known counts as possible.
    unknown: {
      changes: { answers: { fall: { ...fall, headStrike: "yes", anticoagulant: "unknown" } } },
      effects: { crew: "review", gp: "review", "care-home": "review", stack: "ask" },
    },
  },
  {
    id: "E5b",
    met: [
      { answers: { fall: { ...fall, headStrike: "yes" } } },
      { answers: { fall: { ...fall, headStrike: "yes", anticoagulant: "unknown", antiplatelet: "yes" } } },
      flag("headInjury"),
    ],
    raises: "review",
    notMet: [{ answers: { fall: { ...fall, headStrike: "yes", anticoagulant: "yes" } } }],
    unknown: {
      changes: { answers: { fall: { ...fall, headStrike: "unknown" } } },
      effects: { crew: "note", stack: "note" },
    },
  },
  flagRow("E6", ["strokeSigns"], "emergency"),
  flagRow("E7", ["cardiacChestPain"], "emergency"),
  flagRow("E8", ["respiratoryDistress", "newOxygenNeed"], "emergency"),
  flagRow("E9", ["majorBleeding"], "emergency"),
  flagRow("E10", ["arrhythmiaWithCompromise"], "emergency"),
  flagRow(
    "E11",
    ["collapse", "respiratoryDistress", "cardiacChestPain", "majorBleeding", "lostConsciousness", "suspectedFracture"],
    "emergency",
  ),
  flagRow("E11b", ["intensePain", "headInjury", "backOrNeckTrauma", "unusualBehaviour"], "review"),
  {
    id: "E12",
    met: [{ answers: { fall: { ...fall, onFloorNow: "yes", onFloorSince: minutesAgo(61) } } }],
    raises: "review",
    notMet: [
      { answers: { fall: { ...fall, onFloorNow: "yes", onFloorSince: minutesAgo(60) } } },
      { answers: { fall } },
    ],
    unknown: {
      changes: { need: "FALL", answers: { fall: { ...fall, onFloorNow: "yes" } } },
      effects: { crew: "note", stack: "note", telecare: "note" },
    },
  },
  flagRow("E13", ["overdose", "anaphylaxis", "activeSeizure", "caudaEquina", "obstetricEmergency"], "emergency"),
  {
    id: "F1",
    met: [
      { need: "FALL" },
      { otherNeeds: ["FALL"] },
      { answers: { fall: { ...fall, onFloorNow: "unknown" } } },
      { answers: { fall: { ...fall, onFloorNow: "yes" } } },
      { of: "stack", changes: { need: "FALL" } },
    ],
    raises: null,
    asksWhenMet: true,
    notMet: [{ answers: { fall } }, { answers: { fall: { ...fall, onFloorNow: "yes", onFloorSince: minutesAgo(5) } } }],
  },
  {
    id: "RF1",
    met: [
      noScreen,
      { of: "care-home", changes: noScreen },
      { answers: { redFlagScreen: { ...screen, at: minutesAgo(241) } } },
      { answers: { redFlagScreen: { ...screen, at: minutesAgo(-10) } } },
    ],
    raises: null,
    asksWhenMet: true,
    notMet: [{ of: "stack", changes: noScreen }, { answers: { redFlagScreen: { ...screen, covers: ["collapse"] } } }],
  },
  {
    id: "O1",
    met: [
      observed({ takenAt: minutesAgo(61) }),
      observed({ takenBeforeChange: true }),
      observed({ takenAt: minutesAgo(-10) }),
    ],
    raises: null,
    asksWhenMet: true,
    notMet: [observed({ takenAt: minutesAgo(60) }), { answers: { observations: undefined }, news2: null }],
  },
  {
    id: "C1",
    met: [{ answers: { agreesToVisit: "no" } }],
    raises: "review",
    notMet: [{ answers: { agreesToVisit: "best-interests" } }],
    unknown: {
      changes: { answers: { agreesToVisit: undefined } },
      effects: { crew: "ask", stack: "ask", self: "ask" },
    },
  },
  {
    id: "N1",
    // 3 + 3 + 1: seven. With the temperature missing, what is known comes to seven already.
    met: [
      observed({ respirationsPerMinute: 25, pulsePerMinute: 131, systolicMmHg: 105 }),
      observed({ respirationsPerMinute: 25, pulsePerMinute: 131, systolicMmHg: 105 }, ["temperatureCelsius"]),
    ],
    raises: "emergency",
    notMet: [observed({ respirationsPerMinute: 25, pulsePerMinute: 131 })],
    unknown: {
      changes: observed({ respirationsPerMinute: 25, pulsePerMinute: 131 }, ["temperatureCelsius"]),
      effects: { crew: "note", "care-home": "note" },
    },
  },
  {
    id: "N2",
    met: [
      observed({ respirationsPerMinute: 21, pulsePerMinute: 111, temperatureCelsius: 38.5 }),
      observed({ consciousness: "new-confusion" }),
      observed({ consciousness: "voice" }, ["temperatureCelsius"]),
    ],
    raises: "review",
    notMet: [observed({ respirationsPerMinute: 21, pulsePerMinute: 111 })],
    unknown: { changes: observed({}, ["pulsePerMinute"]), effects: { crew: "note" } },
  },
  {
    id: "N3",
    met: [
      { answers: { observations: undefined }, news2: null },
      { of: "ward", changes: { answers: { observations: undefined }, news2: null, clinicianWithPatient: false } },
      { of: "gp", changes: { answers: { observations: undefined }, news2: null } },
      observed({}, ["temperatureCelsius"]),
      observed({ takenAt: minutesAgo(90) }),
    ],
    raises: "review",
    notMet: [
      {},
      { of: "gp", changes: { answers: { observations: undefined }, news2: null, clinicianWithPatient: false } },
      { of: "care-home", changes: { answers: { observations: undefined }, news2: null } },
      { of: "stack", changes: { answers: { observations: undefined }, news2: null } },
    ],
  },
  {
    id: "N4",
    met: [observed({ news2Total: 5 }, ["temperatureCelsius"])],
    raises: "review",
    notMet: [observed({ news2Total: 5 }), observed({ news2Total: 4 }, ["temperatureCelsius"])],
    unknown: {
      changes: { answers: { observations: undefined }, news2: null },
      effects: { crew: "note", "care-home": "note" },
    },
  },
  {
    id: "P1",
    met: [
      {
        answers: {
          advancePlan: {
            kind: "ReSPECT",
            date: "2026-06-01",
            seenByNamedPerson: true,
            treatAtHome: "yes",
            coversThisEvent: "yes",
          },
        },
      },
    ],
    raises: null,
    notMet: [
      {
        answers: {
          advancePlan: {
            kind: "ReSPECT",
            date: "2024-06-01",
            seenByNamedPerson: true,
            treatAtHome: "yes",
            coversThisEvent: "yes",
          },
        },
      },
      {
        answers: {
          advancePlan: {
            kind: "TEP",
            date: "2026-06-01",
            seenByNamedPerson: false,
            treatAtHome: "yes",
            coversThisEvent: "yes",
          },
        },
      },
    ],
    unknown: { changes: {}, effects: { crew: "note", self: "note" } },
  },
  {
    id: "R1",
    met: [{ need: "MENTAL_HEALTH" }, { answers: { mentalHealthCrisisIsPrimary: "yes" } }],
    raises: "redirect",
    unknown: {
      changes: { answers: { mentalHealthCrisisIsPrimary: undefined } },
      effects: { crew: "note", gp: "note" },
    },
  },
  {
    id: "R2",
    met: [{ answers: { intoxicated: "yes" } }],
    raises: "review",
    unknown: { changes: { answers: { intoxicated: "unknown" } }, effects: { crew: "note" } },
  },
  {
    id: "R3",
    met: [{ answers: { needsComplexDiagnostics: "yes" } }],
    raises: "redirect",
    unknown: { changes: { answers: { needsComplexDiagnostics: undefined } }, effects: { crew: "note" } },
  },
  {
    id: "R4",
    met: [{ need: "PREGNANCY" }, { answers: { pregnancyRelated: "yes" } }],
    raises: "redirect",
    unknown: { changes: { answers: { pregnancyRelated: undefined } }, effects: { gp: "note" } },
  },
  {
    id: "V1",
    met: [{ answers: { virtualWardNeed: "yes" } }],
    raises: "redirect",
    unknown: { changes: { answers: { virtualWardNeed: "unknown" } }, effects: { ward: "note" } },
  },
  {
    id: "G1",
    met: [{ flags: { ...flagsOff, sceneSafety: "unsafe" } }, { flags: { ...flagsOff, safeguarding: "yes" } }],
    raises: null,
    unknown: { changes: { flags: { ...flagsOff, safeguarding: "unknown" } }, effects: { crew: "note" } },
  },
];

test("the table has every criterion of the set, once, and no other", () => {
  expect(rows.map((row) => row.id).sort()).toEqual(Object.keys(compiled.set.criteria).sort());
});

describe.each(rows)("$id", (row) => {
  const apart = (one: Row["met"][number]): { of: Source; changes: Changes } =>
    "of" in one ? one : { of: "crew", changes: one };

  test.each(row.met.map(apart))("is met $#", ({ of, changes }) => {
    const decision = judge(changes, of);
    expect(findingOf(decision, row.id)).toMatchObject({
      result: "met",
      raises: row.raises,
      asks: row.asksWhenMet ?? false,
    });
    const severity = ["suitable", "review", "redirect", "emergency"];
    expect(severity.indexOf(decision.uncappedOutcome)).toBeGreaterThanOrEqual(
      severity.indexOf(row.raises ?? "suitable"),
    );
    if (decision.outcome === "redirect" && row.raises === "redirect")
      expect(decision.redirectTo).toBe(compiled.set.criteria[row.id]?.redirectTo);
  });

  test.each((row.notMet ?? [{}]).map(apart))("is not met $#", ({ of, changes }) => {
    const finding = findingOf(judge(changes, of), row.id);
    expect(["not-met", "not-met-attested"]).toContain(finding.result);
    expect(finding).toMatchObject({ raises: null, asks: false });
  });

  const { unknown } = row;
  if (unknown === undefined) return;
  test.each(Object.entries(unknown.effects) as [Source, Effect][])("unknown from %s: %s", (source, effect) => {
    expect(findingOf(judge(unknown.changes, source), row.id)).toMatchObject({
      result: "unknown",
      raises: effect === "review" ? "review" : null,
      asks: effect === "ask",
    });
  });
});
