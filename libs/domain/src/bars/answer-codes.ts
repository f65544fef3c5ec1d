/** Codes of the standard's code systems that answers use, with their display. */

/** `rejected-reasons-bars`. */
export const barsReasons = {
  RRNA: "Requested resource not available within timescale",
  FC: "Failed Contact",
  OTH: "Other",
} as const;

/** What a full response may say in codes: ARP priorities that a response can end in, and `response-outcome-codes`. */
export const outcomeCodes = {
  C1: { system: "arp-priority-codes", display: "Cat1 Life Threatening" },
  C2: { system: "arp-priority-codes", display: "Cat2 Emergency" },
  C3: { system: "arp-priority-codes", display: "Cat3 Urgent" },
  C4: { system: "arp-priority-codes", display: "Cat4 Less Urgent" },
  C5: { system: "arp-priority-codes", display: "Non Ambulance" },
  PATLIFT: { system: "response-outcome-codes", display: "Patient has been lifted" },
} as const;
export type OutcomeCode = keyof typeof outcomeCodes;

/** `scene-safety-codes-bars`. */
export const sceneSafetyCodes = {
  S: "The Scene is safe",
  U: "The Scene is unsafe",
  UNK: "Unknown",
} as const;
export type SceneSafetyCode = keyof typeof sceneSafetyCodes;
