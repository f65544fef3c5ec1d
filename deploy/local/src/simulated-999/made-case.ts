// A case on the stack of a simulated ambulance service. In: chance, the time. Out: what its CAD knows about one call: who, where, what, until when.
// Falls, catheters and frailty of category 3 and 4, as an ambulance service would look for an urgent community response. Everybody is invented.
import { randomUUID } from "node:crypto";
import type { Chance } from "../simulation/chance.ts";
import {
  inventedAddress,
  inventedBirthDate,
  inventedName,
  inventedNhsNumber,
  type InventedAddress,
  type InventedName,
} from "../simulation/invented-person.ts";

export type ArpCategory = "C2" | "C3" | "C4";

export interface MadeCase {
  /** The ambulance incident number. */
  readonly cadNumber: string;
  /** GUID of the whole conversation. */
  readonly correlationId: string;
  readonly journeyId: string;
  readonly category: ArpCategory;
  /** AMPDS determinant: card, level, number. */
  readonly determinant: string;
  /** A few words for the ambulance service's own list. */
  readonly need: string;
  readonly narrative: string;
  readonly clockStartAtMs: number;
  /** When an answer has to be there; 999 sends an ambulance then. */
  readonly breachAtMs: number;
  readonly patient: {
    readonly name: InventedName;
    /** A case in six has none. */
    readonly nhsNumber: string | undefined;
    readonly birthDate: string;
    readonly gender: "female" | "male";
    readonly phone: string;
  };
  readonly contact: { readonly name: InventedName; readonly phone: string };
  readonly address: InventedAddress;
  readonly accessNote: string | undefined;
  /** `S` safe, `U` unsafe, `UNK` unknown. */
  readonly scene: "S" | "U" | "UNK";
  readonly hasRespect: boolean;
  readonly isHardOfHearing: boolean;
  readonly hasSafeguardingConcern: boolean;
  /** Vital signs that somebody at the scene read out, where there was somebody who could. */
  readonly observations: readonly Reading[];
  /** Ids of the resources, the same in every message of the conversation. */
  readonly ids: Readonly<Record<ResourceName, string>>;
}

/** One measured value, in the unit of `kinds`. */
export interface Reading {
  readonly kind: "respirations" | "saturation" | "pulse" | "systolic" | "temperature" | "alert";
  readonly value: number;
}

const resourceNames = [
  "serviceRequest",
  "encounter",
  "carePlan",
  "patient",
  "location",
  "healthcareService",
  "practice",
  "sender",
  "receiver",
  "practitioner",
  "practitionerRole",
  "consent",
] as const;
export type ResourceName = (typeof resourceNames)[number];

interface Kind {
  readonly need: string;
  readonly category: ArpCategory;
  readonly determinant: string;
  readonly narrative: string;
}

const kinds: readonly Kind[] = [
  {
    need: "Fall, no injury",
    category: "C3",
    determinant: "17A01G",
    narrative:
      "Slipped off the edge of the bed and cannot get up. No head strike, no loss of consciousness, no pain, no anticoagulant. On the floor for 20 minutes, warm, talking normally.",
  },
  {
    need: "Fall, carer present",
    category: "C4",
    determinant: "17O01G",
    narrative:
      "Lowered to the floor by the carer during a transfer. Not injured, alert, moves all limbs as usual. Carer stays. Needs lifting and a check of mobility.",
  },
  {
    need: "Blocked catheter",
    category: "C4",
    determinant: "26A06",
    narrative:
      "Long-term urethral catheter has not drained since this morning. Lower abdomen uncomfortable. No fever, alert. District nurse line not answered.",
  },
  {
    need: "Frailty, weaker since yesterday",
    category: "C3",
    determinant: "26A02",
    narrative:
      "Lives alone with carers four times a day. Off food and drink since yesterday, weaker than usual, manages to the commode with help. Alert and orientated, no chest pain, not short of breath.",
  },
  {
    need: "Reduced mobility after an infection",
    category: "C4",
    determinant: "26O01",
    narrative:
      "Second day of antibiotics for a urine infection. Cannot manage the stairs any more, daughter cannot cope tonight. Drinking, passing urine, alert.",
  },
];

const accessNotes = [
  "Use the side door, the front door sticks.",
  "Ring twice and wait: slow to the door.",
  "Second floor, lift out of order.",
];

/** Makes a case at `nowMs`. The breach is 40 to 90 minutes ahead unless `breachAtMs` says when. */
export function madeCase(chance: Chance, nowMs: number, fixed: { readonly breachAtMs?: number } = {}): MadeCase {
  const kind = chance.pick(kinds);
  const nhsNumber = inventedNhsNumber(chance);
  return {
    cadNumber: `EA-${randomUUID().slice(0, 8).toUpperCase()}`,
    correlationId: randomUUID(),
    journeyId: randomUUID(),
    ...kind,
    clockStartAtMs: nowMs - chance.between(5, 25) * 60_000,
    breachAtMs: fixed.breachAtMs ?? nowMs + chance.between(40, 90) * 60_000,
    patient: {
      name: inventedName(chance),
      nhsNumber: chance.next() < 1 / 6 ? undefined : nhsNumber,
      birthDate: inventedBirthDate(chance),
      gender: chance.pick(["female", "female", "male"]),
      // Numbers that Ofcom keeps for drama.
      phone: `01632 960${chance.between(100, 499)}`,
    },
    contact: { name: inventedName(chance), phone: `07700 900${chance.between(100, 499)}` },
    address: inventedAddress(chance),
    accessNote: chance.next() < 0.5 ? chance.pick(accessNotes) : undefined,
    scene: chance.weighted({ S: 8, UNK: 2, U: 1 }),
    hasRespect: chance.next() < 0.2,
    isHardOfHearing: chance.next() < 0.3,
    hasSafeguardingConcern: chance.next() < 0.1,
    observations: chance.next() < 0.4 ? calmReadings(chance) : [],
    ids: Object.fromEntries(resourceNames.map((name) => [name, randomUUID()])) as Record<ResourceName, string>,
  };
}

/** Vital signs that give a NEWS2 of 0 or 1. */
function calmReadings(chance: Chance): readonly Reading[] {
  return [
    { kind: "respirations", value: chance.between(14, 20) },
    { kind: "saturation", value: chance.between(95, 99) },
    { kind: "pulse", value: chance.between(60, 90) },
    { kind: "systolic", value: chance.between(115, 150) },
    { kind: "temperature", value: chance.between(362, 379) / 10 },
    { kind: "alert", value: 1 },
  ];
}
