// What is worth knowing before somebody goes there, as FHIR resources: flags of the place and of the person, and vital signs.
// In: a case. Out: Flag and Observation resources without ids.
import type { MadeCase, Reading } from "./made-case.ts";

export type Json = Readonly<Record<string, unknown>>;

const snomed = "http://snomed.info/sct";
const flagCategories = "https://fhir.nhs.uk/CodeSystem/flag-categories-bars";

const sceneWords: Readonly<Record<MadeCase["scene"], string>> = {
  S: "The Scene is safe",
  U: "The Scene is unsafe",
  UNK: "Unknown",
};

/** Scene safety: required in every request, and about the place. */
export function aboutPlace(one: MadeCase): readonly Json[] {
  return [
    flag(one, {
      category: { code: "SS", display: "Scene Safety" },
      code: {
        coding: [
          {
            system: "https://fhir.nhs.uk/CodeSystem/scene-safety-codes-bars",
            code: one.scene,
            display: sceneWords[one.scene],
          },
        ],
        ...(one.scene === "U" ? { text: "A large dog that is not tied up." } : {}),
      },
      subject: one.ids.location,
    }),
  ];
}

/** Safeguarding, ReSPECT, reasonable adjustments, how to get in: about the person. */
export function aboutTheCall(one: MadeCase): readonly Json[] {
  const about = (category: Json, code: Json): Json => flag(one, { category, code, subject: one.ids.patient });
  return [
    ...(one.hasSafeguardingConcern
      ? [
          about(
            { code: "SG", display: "Safeguarding Concern" },
            {
              coding: [
                {
                  system: "https://fhir.nhs.uk/CodeSystem/safeguarding-codes-bars",
                  code: "U",
                  display: "Unspecified Safeguarding Concern Identified",
                },
              ],
            },
          ),
        ]
      : []),
    ...(one.hasRespect
      ? [about({ code: "RT", display: "ReSPECT" }, { coding: [{ system: snomed, code: "1107891000000106" }] })]
      : []),
    ...(one.isHardOfHearing
      ? [
          about(
            { code: "RA", display: "Reasonable Adjustment" },
            {
              coding: [
                {
                  system: "https://fhir.nhs.uk/CodeSystem/reasonable-adjustment-codes-bars",
                  code: "adjustcommunicationforhearingsensoryimpairment",
                  display: "Adjust communication for hearing / sensory impairment",
                },
              ],
            },
          ),
        ]
      : []),
    ...(one.accessNote === undefined
      ? []
      : [about({ code: "API", display: "Additional Patient Information" }, { text: one.accessNote })]),
  ];
}

function flag(one: MadeCase, of: { readonly category: Json; readonly code: Json; readonly subject: string }): Json {
  return {
    resourceType: "Flag",
    status: "active",
    category: [{ coding: [{ system: flagCategories, ...of.category }] }],
    code: of.code,
    subject: { reference: `urn:uuid:${of.subject}` },
    encounter: { reference: `urn:uuid:${one.ids.encounter}` },
  };
}

const measures: Readonly<Record<Exclude<Reading["kind"], "alert">, Json & { readonly code: string }>> = {
  respirations: { code: "86290005", display: "Respiratory rate", unit: "breaths/min", ucum: "/min" },
  saturation: { code: "431314004", display: "Peripheral oxygen saturation", unit: "%", ucum: "%" },
  pulse: { code: "364075005", display: "Heart rate", unit: "beats/min", ucum: "/min" },
  systolic: { code: "271649006", display: "Systolic blood pressure", unit: "mmHg", ucum: "mm[Hg]" },
  temperature: { code: "386725007", display: "Body temperature", unit: "degrees Celsius", ucum: "Cel" },
};

/** The readings as Observations, each by itself, as vital signs are usually sent. */
export function observationsOf(one: MadeCase, takenAt: string): readonly Json[] {
  return one.observations.map(({ kind, value }) => ({
    resourceType: "Observation",
    status: "final",
    category: [
      {
        coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "vital-signs" }],
      },
    ],
    ...(kind === "alert"
      ? {
          code: { coding: [{ system: snomed, code: "1104441000000107", display: "ACVPU scale score" }] },
          valueCodeableConcept: { coding: [{ system: snomed, code: "248234008", display: "Mentally alert" }] },
        }
      : measured(kind, value)),
    subject: { reference: `urn:uuid:${one.ids.patient}` },
    encounter: { reference: `urn:uuid:${one.ids.encounter}` },
    effectiveDateTime: takenAt,
  }));
}

function measured(kind: Exclude<Reading["kind"], "alert">, value: number): Json {
  const { code, display, unit, ucum } = measures[kind];
  return {
    code: { coding: [{ system: snomed, code, display }] },
    valueQuantity: { value, unit, system: "http://unitsofmeasure.org", code: ucum },
  };
}
