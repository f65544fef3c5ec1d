// Everybody who plays in the synthetic day, the smoke run and end-to-end tests: one named, invented person for each role.
import type { Identity } from "./person-at-work.ts";

export const teams = ["ucrt-basildon-brentwood", "ucrt-mid-essex", "ucrt-south-east-essex", "ucrt-thurrock"] as const;
export type Team = (typeof teams)[number];

const providers: Readonly<Record<Team, string>> = {
  "ucrt-basildon-brentwood": "RAT",
  "ucrt-mid-essex": "NQA",
  "ucrt-south-east-essex": "R1L",
  "ucrt-thurrock": "RAT",
};

export const crew: Identity = {
  name: "Rowan Sample",
  role: "crew",
  organisation: "RYC",
  registration: { body: "HCPC", number: "PA00001" },
};
export const hospitalReferrer: Identity = { name: "Frankie Pretend", role: "referrer", organisation: "RAJ" };
export const practiceReferrer: Identity = { name: "Jules Exemplar", role: "referrer", organisation: "SYN101" };
export const communityReferrer: Identity = { name: "Kit Notreal", role: "referrer", organisation: "SYN901" };
export const coordinator: Identity = { name: "Casey Coordinator", role: "spa-coordinator", organisation: "RAT" };
export const spaClinician: Identity = {
  name: "Blake Clinician",
  role: "spa-clinician",
  organisation: "RAT",
  registration: { body: "NMC", number: "00A0002E" },
};
/** Reads the live numbers; a commissioner reads what is published. */
export const serviceLead: Identity = { name: "Sasha Servicelead", role: "service-lead", organisation: "RAT" };
export const commissioner: Identity = { name: "Perry Commissioner", role: "commissioner", organisation: "QH8" };

/** The clinician of a team who takes its offers. */
export function teamClinician(team: Team): Identity {
  return {
    name: `Nurse of ${team}`,
    role: "ucrt-clinician",
    organisation: providers[team],
    team,
    registration: { body: "NMC", number: "00A0003E" },
  };
}
