/**
 * Measurements and findings in Observations. In: the Observations of a message, the area's codes. Out: one set of observations as our feeds take it, the
 * frailty scale, an estimated age; and in words whatever fits none of these. Pure.
 * Never guesses a unit or a time: a value in another unit, out of the contract's range or of unknown time is told in words, and counts as not taken.
 */
import { clinicalAnswers, instant, observations as observationSet } from "@ucrt/schemas";
import type { AreaCodes } from "./area-codes.ts";
import type { FhirResource } from "./bars-message.ts";
import { child, children, numberIn, textIn, wordsOf } from "./fhir-json.ts";
import { oneLine, readableText } from "./fitting-text.ts";
import { systemName } from "./identifier-systems.ts";

export interface ObservationsSent {
  readonly observations: Readonly<Record<string, unknown>> | undefined;
  readonly clinicalFrailtyScale: number | undefined;
  readonly estimatedAgeYears: number | undefined;
  /** What has no field here, as sentences. */
  readonly inWords: readonly string[];
  /** How the person lives, for beside the flags. */
  readonly household: readonly string[];
  /** Observations that say something by their code alone. */
  readonly saidByCode: readonly FhirResource[];
}

type SetField = Exclude<keyof typeof observationSet.shape, "takenAt">;

interface Reading {
  readonly field: SetField;
  readonly value: unknown;
  readonly atMs: number;
  readonly words: string;
}

const MINUTE_MS = 60_000;
const OLDEST_AGE = 130;

/** UCUM codes and words, in lower case, of the units that a field is measured in. */
const units: Readonly<Record<string, readonly string[]>> = {
  respirationsPerMinute: [
    "/min",
    "{breaths}/min",
    "breaths/min",
    "breaths / minute",
    "breaths per minute",
    "per minute",
  ],
  oxygenSaturationPercent: ["%", "percent"],
  systolicMmHg: ["mm[hg]", "mmhg", "millimeter of mercury", "millimetre of mercury", "millimeters of mercury"],
  pulsePerMinute: [
    "/min",
    "{beats}/min",
    "beats/min",
    "bpm",
    "beats per minute",
    "heart beats per minute",
    "per minute",
  ],
  temperatureCelsius: ["cel", "c", "°c", "degc", "degree celsius", "degrees celsius"],
  news2Total: ["{score}", "{scoreof}", "score", "scoreof", "1"],
  clinicalFrailtyScale: ["{score}", "{scoreof}", "score", "scoreof", "1"],
  estimatedAgeYears: ["a", "year", "years", "yr", "yrs"],
};

const householdSystems = new Set(["household-composition-bars", "v3-livingarrangement"]);

/** Reads Observations about the patient. `setMinutes`: how far apart readings of one set may lie. */
export function observationsSent(
  sent: readonly FhirResource[],
  codes: AreaCodes,
  setMinutes: number,
): ObservationsSent {
  const readings: Reading[] = [];
  const inWords: string[] = [];
  const household: string[] = [];
  const saidByCode: FhirResource[] = [];
  let clinicalFrailtyScale: number | undefined;
  let estimatedAgeYears: number | undefined;
  for (const observation of sent) {
    const status = textIn(observation, "status")?.toLowerCase();
    if (status === "entered-in-error" || status === "cancelled") continue;
    const atMs = takenAtOf(observation);
    const components = children(observation, "component");
    for (const note of children(observation, "note")) pushText(inWords, textIn(note, "text"));
    for (const part of [observation, ...components]) {
      const hasValue = Object.keys(part).some((field) => field.startsWith("value"));
      if (part === observation && !hasValue && components.length > 0) continue;
      const concept = child(part, "code");
      const words = `${oneLine(wordsOf(concept) ?? "An observation")}${valueInWords(part)}${timeInWords(observation)}`;
      const field = fieldOf(concept, codes);
      const said = hasValue ? undefined : findingOf(concept, codes);
      const reading = said ?? (field === undefined ? undefined : readValue(field, part, codes));
      if (reading?.field === "clinicalFrailtyScale") clinicalFrailtyScale ??= Number(reading.value);
      else if (reading?.field === "estimatedAgeYears") estimatedAgeYears ??= Number(reading.value);
      else if (reading !== undefined && atMs !== undefined)
        readings.push({ ...reading, field: reading.field, atMs, words });
      else if (field === "birthSex") inWords.push(`Sex at birth: ${oneLine(wordsOf(concept) ?? "")}.`);
      else if (isHousehold(concept)) household.push(`Household: ${oneLine(wordsOf(concept) ?? "")}`);
      else if (hasValue || reading !== undefined || children(concept, "coding").length === 0) inWords.push(`${words}.`);
      if (!hasValue && field !== "birthSex") saidByCode.push(part);
    }
  }
  return {
    observations: newestSet(readings, setMinutes * MINUTE_MS, inWords),
    clinicalFrailtyScale,
    estimatedAgeYears,
    inWords,
    household,
    saidByCode,
  };
}

/** The newest value of each field within one set; its time is that of the oldest in it, so that nothing counts as fresher than it is. */
function newestSet(
  readings: readonly Reading[],
  spanMs: number,
  inWords: string[],
): Readonly<Record<string, unknown>> | undefined {
  const [newest] = readings.toSorted((one, other) => other.atMs - one.atMs);
  if (newest === undefined) return undefined;
  const set: Record<string, unknown> = {};
  let oldestMs = newest.atMs;
  for (const { field, value, atMs, words } of readings.toSorted((one, other) => other.atMs - one.atMs)) {
    if (newest.atMs - atMs > spanMs || field in set) {
      if (set[field] !== value || newest.atMs - atMs > spanMs) inWords.push(`Also sent: ${words}.`);
      continue;
    }
    set[field] = value;
    oldestMs = Math.min(oldestMs, atMs);
  }
  return { takenAt: instant.encode(oldestMs), ...set };
}

interface Read {
  readonly field: SetField | "clinicalFrailtyScale" | "estimatedAgeYears";
  readonly value: unknown;
}

function fieldOf(concept: FhirResource | undefined, codes: AreaCodes): string | undefined {
  const fields = new Set(children(concept, "coding").flatMap((coding) => codes.observations.of(coding) ?? []));
  // Codes that disagree about what was measured say nothing that can be relied on.
  if (fields.size > 0) return fields.size === 1 ? [...fields][0] : undefined;
  // The standard sends an estimated age by these words, without a code.
  return textIn(concept, "text")?.toLowerCase() === "patient estimated age" ? "estimatedAgeYears" : undefined;
}

/** A finding that is a value by itself: mentally alert, breathing room air. */
function findingOf(concept: FhirResource | undefined, codes: AreaCodes): Read | undefined {
  for (const coding of children(concept, "coding")) {
    const consciousness = codes.consciousness.of(coding);
    if (consciousness !== undefined) return { field: "consciousness", value: consciousness };
    const breathing = codes.breathing.of(coding);
    if (breathing !== undefined) return { field: "onOxygen", value: breathing === "oxygen" };
  }
  return undefined;
}

function readValue(field: string, part: FhirResource, codes: AreaCodes): Read | undefined {
  switch (field) {
    case "consciousness":
    case "onOxygen": {
      const found = findingOf(child(part, "valueCodeableConcept"), codes);
      if (found?.field === field) return found;
      const isOn = part["valueBoolean"];
      return field === "onOxygen" && typeof isOn === "boolean" ? { field, value: isOn } : undefined;
    }
    case "clinicalFrailtyScale": {
      const value = amountOf(field, part);
      return clinicalAnswers.shape.clinicalFrailtyScale.safeParse(value).success && value !== undefined
        ? { field, value }
        : undefined;
    }
    case "estimatedAgeYears": {
      const value = amountOf(field, part);
      return value !== undefined && value >= 0 && value <= OLDEST_AGE ? { field, value: Math.floor(value) } : undefined;
    }
    case "respirationsPerMinute":
    case "oxygenSaturationPercent":
    case "systolicMmHg":
    case "pulsePerMinute":
    case "temperatureCelsius":
    case "news2Total": {
      const value = amountOf(field, part);
      return value !== undefined && observationSet.shape[field].safeParse(value).success ? { field, value } : undefined;
    }
    default:
      return undefined;
  }
}

/** The number of a value in the field's own unit; undefined for another unit, and for "more than" and "less than". */
function amountOf(field: string, part: FhirResource): number | undefined {
  const whole = numberIn(part, "valueInteger");
  if (whole !== undefined) return whole;
  const quantity = child(part, "valueQuantity");
  if (quantity === undefined || quantity["comparator"] !== undefined) return undefined;
  const known = units[field] ?? [];
  // Both must be of the field when both are there: a code and a word that disagree are no unit at all.
  for (const sent of [textIn(quantity, "code"), textIn(quantity, "unit")])
    if (sent !== undefined && !known.includes(sent.toLowerCase())) return undefined;
  return numberIn(quantity, "value");
}

function takenAtOf(observation: FhirResource): number | undefined {
  const period = child(observation, "effectivePeriod");
  const sent = [
    textIn(observation, "effectiveDateTime"),
    textIn(observation, "effectiveInstant"),
    textIn(period, "start"),
    textIn(period, "end"),
    textIn(observation, "issued"),
  ].find((one) => one !== undefined);
  const read = sent === undefined ? undefined : instant.safeParse(sent);
  return read?.success === true ? read.data : undefined;
}

function timeInWords(observation: FhirResource): string {
  const sent = textIn(observation, "effectiveDateTime") ?? textIn(child(observation, "effectivePeriod"), "start");
  return sent === undefined ? " (time not given)" : ` (${oneLine(sent)})`;
}

function valueInWords(part: FhirResource): string {
  const quantity = child(part, "valueQuantity");
  if (quantity !== undefined) {
    const said = [
      textIn(quantity, "comparator"),
      numberIn(quantity, "value"),
      textIn(quantity, "unit") ?? textIn(quantity, "code"),
    ];
    return `: ${said
      .filter((one) => one !== undefined)
      .map(String)
      .join(" ")}`;
  }
  const concept = wordsOf(child(part, "valueCodeableConcept"));
  if (concept !== undefined) return `: ${oneLine(concept)}`;
  const plain = part["valueString"] ?? part["valueInteger"] ?? part["valueBoolean"] ?? part["valueDateTime"];
  if (typeof plain === "boolean") return plain ? ": yes" : ": no";
  if (typeof plain === "string") return `: ${readableText(plain)}`;
  return typeof plain === "number" ? `: ${plain}` : "";
}

const isHousehold = (concept: FhirResource | undefined): boolean =>
  children(concept, "coding").some((coding) => householdSystems.has(systemName(textIn(coding, "system") ?? "")));

function pushText(into: string[], text: string | undefined): void {
  const readable = text === undefined ? "" : readableText(text);
  if (readable !== "") into.push(readable);
}
