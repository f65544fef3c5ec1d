// People and addresses that do not exist. In: chance. Out: names that say so, NHS numbers of the 999 test range, postcodes of a made-up unit in
// real districts of the area, so that routing finds the place. Nothing here is or was anybody's.
import type { Chance } from "./chance.ts";

export interface Town {
  readonly name: string;
  readonly outward: string;
  /** Degrees, near the town's middle. */
  readonly latitude: number;
  readonly longitude: number;
  /** A synthetic practice of the same place. */
  readonly practice: string;
}

export interface InventedName {
  readonly given: string;
  readonly family: string;
  readonly text: string;
}

export interface InventedAddress {
  readonly line: string;
  readonly town: Town;
  readonly postcode: string;
}

/** Outward codes that lie in one place each, some more often: Basildon, Brentwood, mid Essex, south east, Thurrock. */
const towns: readonly Town[] = [
  { name: "Basildon", outward: "SS14", latitude: 51.576, longitude: 0.489, practice: "SYN101" },
  { name: "Basildon", outward: "SS16", latitude: 51.562, longitude: 0.452, practice: "SYN102" },
  { name: "Billericay", outward: "CM12", latitude: 51.628, longitude: 0.418, practice: "SYN103" },
  { name: "Brentwood", outward: "CM14", latitude: 51.62, longitude: 0.301, practice: "SYN104" },
  { name: "Chelmsford", outward: "CM1", latitude: 51.742, longitude: 0.463, practice: "SYN201" },
  { name: "Chelmsford", outward: "CM2", latitude: 51.72, longitude: 0.48, practice: "SYN202" },
  { name: "Braintree", outward: "CM7", latitude: 51.878, longitude: 0.552, practice: "SYN203" },
  { name: "Maldon", outward: "CM9", latitude: 51.732, longitude: 0.677, practice: "SYN204" },
  { name: "Southend-on-Sea", outward: "SS1", latitude: 51.536, longitude: 0.733, practice: "SYN301" },
  { name: "Southend-on-Sea", outward: "SS2", latitude: 51.551, longitude: 0.717, practice: "SYN302" },
  { name: "Benfleet", outward: "SS7", latitude: 51.553, longitude: 0.562, practice: "SYN303" },
  { name: "Rochford", outward: "SS4", latitude: 51.583, longitude: 0.704, practice: "SYN304" },
  { name: "Grays", outward: "RM17", latitude: 51.476, longitude: 0.326, practice: "SYN401" },
  { name: "Grays", outward: "RM16", latitude: 51.495, longitude: 0.35, practice: "SYN402" },
];

const givenNames = [
  "Avery",
  "Blake",
  "Casey",
  "Drew",
  "Ellis",
  "Frankie",
  "Gray",
  "Harper",
  "Indigo",
  "Jules",
  "Kit",
  "Lane",
  "Morgan",
  "Noel",
  "Perry",
];
const familyNames = [
  "Testcase",
  "Sampleton",
  "Mockup",
  "Fictional",
  "Placeholder",
  "Dummyson",
  "Exemplar",
  "Pretend",
  "Notreal",
  "Synthetic",
];

export function inventedName(chance: Chance): InventedName {
  const given = chance.pick(givenNames);
  const family = chance.pick(familyNames);
  return { given, family, text: `${given} ${family}` };
}

/** `YYYY-MM-DD` of somebody who was born between 1931 and 1962. */
export function inventedBirthDate(chance: Chance): string {
  return `${chance.between(1931, 1962)}-${two(chance.between(1, 12))}-${two(chance.between(1, 28))}`;
}

export function inventedAddress(chance: Chance): InventedAddress {
  const town = chance.pick(towns);
  const postcode = `${town.outward} ${chance.between(1, 9)}AA`;
  return { line: `${chance.between(1, 80)} Example Road`, town, postcode };
}

/** An NHS number of the 999 test range with a valid check digit (modulus 11). */
export function inventedNhsNumber(chance: Chance): string {
  for (;;) {
    const digits = [9, 9, 9, ...Array.from({ length: 6 }, () => chance.between(0, 9))];
    const sum = digits.reduce((total, digit, index) => total + digit * (10 - index), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return [...digits, check].join("");
  }
}

const two = (value: number): string => String(value).padStart(2, "0");
