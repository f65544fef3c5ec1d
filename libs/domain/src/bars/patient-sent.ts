/**
 * The person as the sender knows them. In: the resources of a message. Out: `patient` as our feeds take it, and whether an interpreter is needed. Pure.
 * What fits no field is said in `notes`; a number that fails its check is kept, and told apart later.
 */
import { calendarDate, instant, odsCode } from "@ucrt/schemas";
import { isNhsNumber, nhsNumberDigits } from "../identifiers/nhs-number.ts";
import { isDateAhead } from "../referral/normalise-age.ts";
import type { BarsResources, FhirResource } from "./bars-message.ts";
import { contactsOf, nameOf, type Contacts } from "./contact-numbers.ts";
import { child, children, extensionNamed, textIn, wordsOf } from "./fhir-json.ts";
import { asField, cutLine, oneLine } from "./fitting-text.ts";
import { systemName } from "./identifier-systems.ts";
import { historySent, medicationSent } from "./narrative-sent.ts";
import { nhsNumberSentIn } from "./nhs-number-sent.ts";
import { homeAddressOf } from "./visit-place.ts";

export interface PatientSent {
  readonly patient: Readonly<Record<string, unknown>>;
  readonly contacts: Contacts;
  readonly interpreterNeeded: boolean;
}

const EARLIEST_BIRTH = "1890-01-01";
const sexes = ["female", "male", "other", "unknown"];

/** Reads the Patient. `receivedAtMs`, epoch ms: a birth date after it cannot be true. */
export function patientSent(
  resources: BarsResources,
  estimatedAgeYears: number | undefined,
  receivedAtMs: number | null,
  notes: string[],
): PatientSent {
  const { patient } = resources;
  const contacts = contactsOf(resources);
  notes.push(...contacts.notes);
  const language = languageOf(patient);
  const home = homeAddressOf(patient);
  notes.push(...(home?.notes ?? []));
  const sex = sexOf(patient, notes);
  const read = {
    name: named(patient, notes),
    nhsNumber: nhsNumberOf(patient, notes),
    dateOfBirth: dateOfBirthOf(patient, receivedAtMs, notes),
    estimatedAgeYears,
    sex,
    phone: contacts.ownPhone,
    homeAddress: home?.address,
    practice: practiceOf(resources, notes),
    contacts: contacts.contacts.length === 0 ? undefined : contacts.contacts,
    history: asField(historySent(resources), 8000),
    medication: asField(medicationSent(resources), 4000),
    interpreterLanguage: language.words,
  };
  return {
    patient: Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)),
    contacts,
    interpreterNeeded: language.needsInterpreter,
  };
}

/**
 * Who it is, as far as that may decide whose case a message speaks of; a cancellation brings its patient and no case. What cannot be true says nothing: an
 * NHS number that fails its check, a birth date after `receivedAtMs` (epoch ms).
 */
export function whoIsSent(
  patient: FhirResource,
  receivedAtMs: number,
): { readonly dateOfBirth: string | null; readonly sex: string; readonly nhsNumber: string | null } {
  const digits = nhsNumberDigits(nhsNumberOf(patient, []) ?? "");
  return {
    dateOfBirth: dateOfBirthOf(patient, receivedAtMs, []) ?? null,
    sex: sexOf(patient, []),
    nhsNumber: digits !== null && isNhsNumber(digits) ? digits : null,
  };
}

function sexOf(patient: FhirResource, notes: string[]): string {
  const sent = textIn(patient, "gender")?.toLowerCase();
  if (sent === undefined) return "unknown";
  if (sexes.includes(sent)) return sent;
  notes.push("The sender's word for the person's sex is not known here.");
  return "unknown";
}

function named(patient: FhirResource, notes: string[]): string | undefined {
  const name = nameOf(patient);
  if (name !== undefined && name.length > 200) notes.push(`The whole name: ${name}.`);
  return cutLine(name, 200);
}

function nhsNumberOf(patient: FhirResource, notes: string[]): string | undefined {
  const sent = nhsNumberSentIn(patient);
  if (sent === undefined) return undefined;
  const text = oneLine(sent);
  // Without a digit it is a remark, and a remark is read by people.
  if (text !== "" && text.length <= 20 && /\d/.test(text)) return text;
  notes.push(`In the place of the NHS number: ${text}.`);
  return undefined;
}

function dateOfBirthOf(patient: FhirResource, receivedAtMs: number | null, notes: string[]): string | undefined {
  const sent = textIn(patient, "birthDate");
  if (sent === undefined) return undefined;
  const isPossible =
    calendarDate.safeParse(sent).success &&
    sent >= EARLIEST_BIRTH &&
    // A day of the past in UTC is one in London too; only the last day or two need the calendar.
    (receivedAtMs === null || sent < instant.encode(receivedAtMs).slice(0, 10) || !isDateAhead(sent, receivedAtMs));
  if (isPossible) return sent;
  notes.push(`The date of birth cannot be used as sent: ${oneLine(sent)}.`);
  return undefined;
}

function practiceOf({ practice, patient }: BarsResources, notes: string[]): string | undefined {
  const sent =
    odsCodeIn(children(practice, "identifier")) ??
    odsCodeIn(children(patient, "generalPractitioner").flatMap((one) => children(one, "identifier")));
  if (sent !== undefined && odsCode.safeParse(sent).success) return sent;
  const words = [sent, textIn(practice, "name") ?? textIn(children(patient, "generalPractitioner")[0], "display")];
  const said = words.filter((one) => one !== undefined).join(", ");
  if (said !== "") notes.push(`The GP practice, without a code that can be read: ${oneLine(said)}.`);
  return undefined;
}

/** The ODS code among identifiers, in capitals; not checked. */
export const odsCodeIn = (identifiers: readonly FhirResource[]): string | undefined =>
  identifiers.flatMap((one) =>
    ["ods-organization-code", "ods-organisation-code"].includes(systemName(textIn(one, "system") ?? ""))
      ? (textIn(one, "value")?.toUpperCase() ?? [])
      : [],
  )[0];

function languageOf(patient: FhirResource): { readonly words: string | undefined; readonly needsInterpreter: boolean } {
  const spoken = children(patient, "communication");
  const preferred = spoken.filter((one) => one["preferred"] === true);
  const considered = preferred.length > 0 ? preferred : spoken;
  const other = considered.some(isEnglish) ? undefined : considered[0];
  const required = [
    extensionNamed(patient, "patient-interpreterRequired"),
    extensionNamed(extensionNamed(patient, "Extension-UKCore-NHSCommunication"), "interpreterRequired"),
    ...spoken.map((one) => extensionNamed(one, "interpreterRequired")),
  ].some((one) => one?.["valueBoolean"] === true);
  const words = other === undefined ? undefined : cutLine(wordsOf(child(other, "language")), 60);
  return { words, needsInterpreter: required || words !== undefined };
}

const isEnglish = (communication: FhirResource): boolean => {
  const language = child(communication, "language");
  return (
    children(language, "coding").some((coding) => /^en(-|$)/i.test(textIn(coding, "code") ?? "")) ||
    /\benglish\b/i.test(wordsOf(language) ?? "")
  );
};
