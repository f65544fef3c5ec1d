/**
 * The people of the demonstration: one or more invented persons for each role, so that every page can be seen in local mode. The role picker offers
 * them, and the local sign-in server knows the same.
 * In: the area, for its teams. Out: principals with a few words each. All names are openly synthetic; none exists outside local mode.
 */
import type { Principal } from "@ucrt/schemas";
import { readDirectory } from "@ucrt/schemas/areas";

export interface DemonstrationPerson {
  /** Stable: `spa-clinician`, `ucrt-clinician:<team>`. */
  readonly id: string;
  readonly group: "Single point of access" | "Urgent community response teams" | "Referrers" | "Oversight";
  /** What this person does here, in a few words. */
  readonly words: string;
  readonly principal: Principal;
}

interface TeamOfArea {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
}

const teamNames: readonly (readonly [clinician: string, lead: string])[] = [
  ["Ash Sample", "Bay Sample"],
  ["Clove Sample", "Dill Sample"],
  ["Elder Sample", "Fennel Sample"],
  ["Hazel Sample", "Juniper Sample"],
  ["Larch Sample", "Maple Sample"],
];

/** Everyone who plays in an area; the same people after every start. Throws `WrongAreaFile` for a wrong area. */
export function demonstrationPeople(area: string): readonly DemonstrationPerson[] {
  const teams = Object.entries(readDirectory(area).file.teams).map(([id, { name, provider }]) => ({
    id,
    name,
    provider,
  }));
  return [...singlePointOfAccess, ...teams.flatMap(teamPeople), ...referrers, ...oversight];
}

const person = (
  given: Omit<DemonstrationPerson, "principal"> & { readonly principal: Omit<Principal, "subject"> },
): DemonstrationPerson => ({
  ...given,
  principal: { subject: `local:${given.id}`, ...given.principal },
});

const singlePointOfAccess: readonly DemonstrationPerson[] = [
  person({
    id: "spa-coordinator",
    group: "Single point of access",
    words: "Coordinator: takes calls, assigns, chases",
    principal: { name: "Robin Sample", role: "spa-coordinator", organisation: "R1L" },
  }),
  person({
    id: "spa-clinician",
    group: "Single point of access",
    words: "Clinician: reviews, holds, decides",
    principal: {
      name: "Morgan Sample",
      role: "spa-clinician",
      organisation: "R1L",
      registration: { body: "NMC", number: "00A0001S" },
    },
  }),
];

function teamPeople(team: TeamOfArea, index: number): readonly DemonstrationPerson[] {
  const [clinician, lead] = teamNames[index] ?? [`Clinician ${index + 1} Sample`, `Lead ${index + 1} Sample`];
  return [
    person({
      id: `ucrt-clinician:${team.id}`,
      group: "Urgent community response teams",
      words: `Clinician, ${team.name}`,
      principal: {
        name: clinician,
        role: "ucrt-clinician",
        organisation: team.provider,
        team: team.id,
        registration: { body: "HCPC", number: `PA0001${index}` },
      },
    }),
    person({
      id: `ucrt-lead:${team.id}`,
      group: "Urgent community response teams",
      words: `Shift lead, ${team.name}`,
      principal: {
        name: lead,
        role: "ucrt-lead",
        organisation: team.provider,
        team: team.id,
        registration: { body: "NMC", number: `00A001${index}S` },
      },
    }),
  ];
}

const referrers: readonly DemonstrationPerson[] = [
  person({
    id: "crew",
    group: "Referrers",
    words: "Paramedic on scene, ambulance crew EX402",
    principal: {
      name: "Rowan Sample",
      role: "crew",
      organisation: "RYC",
      registration: { body: "HCPC", number: "PA00001" },
    },
  }),
  person({
    id: "crew-second",
    group: "Referrers",
    words: "Paramedic on scene, ambulance crew EX417",
    principal: {
      name: "Sorrel Sample",
      role: "crew",
      organisation: "RYC",
      registration: { body: "HCPC", number: "PA00002" },
    },
  }),
  person({
    id: "referrer-hospital",
    group: "Referrers",
    words: "Frailty nurse, emergency department",
    principal: {
      name: "Linden Sample",
      role: "referrer",
      organisation: "RAJ",
      registration: { body: "NMC", number: "00A0002S" },
    },
  }),
  person({
    id: "referrer-primary-care",
    group: "Referrers",
    words: "General practitioner, Acorn Surgery 1 (synthetic)",
    principal: {
      name: "Willow Sample",
      role: "referrer",
      organisation: "SYN101",
      registration: { body: "GMC", number: "0000001" },
    },
  }),
  person({
    id: "referrer-community",
    group: "Referrers",
    words: "Deputy manager, example care home (synthetic)",
    principal: { name: "Poppy Sample", role: "referrer", organisation: "SYN901" },
  }),
  person({
    id: "referrer-desk",
    group: "Referrers",
    words: "Clinical desk of the ambulance service",
    principal: { name: "Bryony Sample", role: "referrer-desk", organisation: "RYC" },
  }),
];

const oversight: readonly DemonstrationPerson[] = [
  person({
    id: "service-lead",
    group: "Oversight",
    words: "Head of urgent community response, all teams",
    principal: { name: "Alder Sample", role: "service-lead", organisation: "R1L" },
  }),
  person({
    id: "commissioner",
    group: "Oversight",
    words: "Commissioner: numbers only",
    principal: { name: "Cedar Sample", role: "commissioner", organisation: "QH8" },
  }),
  person({
    id: "privacy-officer",
    group: "Oversight",
    words: "Privacy officer",
    principal: { name: "Myrtle Sample", role: "privacy-officer", organisation: "R1L" },
  }),
  person({
    id: "operator",
    group: "Oversight",
    words: "Operator: parked messages, ids only",
    principal: { name: "Oakley Sample", role: "operator", organisation: "R1L" },
  }),
  person({
    id: "operator-second",
    group: "Oversight",
    words: "Second operator: agrees when several messages are sent again",
    principal: { name: "Yarrow Sample", role: "operator", organisation: "R1L" },
  }),
];
