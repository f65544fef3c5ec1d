/**
 * Who can be rung about the person, and in which order. In: the resources of a message. Out: numbers as our feeds take them. Pure.
 * The contact of rank 1 with its number of rank 1 is the call-back of the standard. An e-mail address is never a number, whatever its rank.
 */
import { phoneNumber } from "@ucrt/schemas";
import type { BarsResources, FhirResource } from "./bars-message.ts";
import { children, extensionNamed, numberIn, textIn, wordsOf } from "./fhir-json.ts";
import { cutLine, cutText, oneLine } from "./fitting-text.ts";

export interface Contact {
  readonly name?: string;
  readonly relationship?: string;
  readonly phone: string;
  readonly rank: number;
}

export interface Contacts {
  /** Every number of every contact, first to ring first. */
  readonly contacts: readonly Contact[];
  readonly ownPhone: string | undefined;
  readonly callBack: string | undefined;
  readonly notes: readonly string[];
}

const LAST_RANK = 9;
const MOST_CONTACTS = 10;
const NOT_RUNG = new Set(["email", "url", "fax", "pager", "other"]);

/** Contacts of the Patient and RelatedPersons, ordered by the rank of the contact, then of the number. */
export function contactsOf({ patient, others, messageHeader }: BarsResources): Contacts {
  const notes: string[] = [];
  const own = numbersOf(patient, notes);
  const found: { contact: Contact; order: number }[] = [];
  let ownPhone = own[0]?.phone;
  const people = [
    ...children(patient, "contact"),
    ...others.filter((one) => one["resourceType"] === "RelatedPerson" && one["active"] !== false),
  ];
  for (const person of people) {
    const rank = numberIn(extensionNamed(person, "Extension-UKCore-ContactRank"), "valuePositiveInt") ?? LAST_RANK;
    const isSelf = isThePatient(person);
    const name = cutLine(nameOf(person), 120);
    const relationship = cutLine(
      children(person, "relationship")
        .flatMap((one) => wordsOf(one) ?? [])
        .join(", "),
      60,
    );
    const numbers = numbersOf(person, notes);
    if (isSelf) ownPhone ??= numbers[0]?.phone;
    if (numbers.length === 0 && name !== undefined) notes.push(`A contact without a number: ${name}.`);
    for (const { phone, rank: ofNumber } of numbers) {
      found.push({
        contact: {
          ...(name === undefined ? {} : { name }),
          ...(relationship === undefined ? {} : { relationship }),
          phone,
          rank: Math.min(Math.max(Math.trunc(rank), 1), LAST_RANK),
        },
        order: rank * 1_000 + ofNumber,
      });
    }
  }
  const ordered = found.toSorted((one, other) => one.order - other.order).map(({ contact }) => contact);
  for (const { name, phone } of ordered.slice(MOST_CONTACTS))
    notes.push(`A further contact: ${[name, phone].filter((one) => one !== undefined).join(", ")}.`);
  return {
    contacts: ordered.slice(0, MOST_CONTACTS),
    ownPhone,
    callBack: ordered[0]?.phone ?? ownPhone ?? deskNumberOf(messageHeader),
    notes,
  };
}

/** The number of the sending desk, `MessageHeader.source.contact`. */
export const deskNumberOf = (messageHeader: FhirResource): string | undefined =>
  children(children(messageHeader, "source")[0], "contact").flatMap((one) => numberOf(one) ?? [])[0];

/** Numbers of a person or organisation, lowest rank first. What looks like a number and cannot be one is said in `notes`. */
export function numbersOf(
  who: FhirResource | undefined,
  notes: string[],
): readonly { readonly phone: string; readonly rank: number }[] {
  return children(who, "telecom")
    .flatMap((one) => {
      const phone = numberOf(one);
      if (phone !== undefined) return [{ phone, rank: numberIn(one, "rank") ?? 99 }];
      const value = textIn(one, "value");
      if (value !== undefined && !NOT_RUNG.has(textIn(one, "system") ?? ""))
        notes.push(`A number that cannot be read: ${cutText(oneLine(value), 120)}.`);
      return [];
    })
    .toSorted((one, other) => one.rank - other.rank);
}

/** A name as people say it; undefined when there is none. */
export function nameOf(person: FhirResource | undefined): string | undefined {
  const names = children(person, "name");
  const name = names.find((one) => !["old", "maiden"].includes(textIn(one, "use") ?? "")) ?? names[0];
  if (name === undefined) return undefined;
  const parts = [...partsOf(name, "prefix"), ...partsOf(name, "given"), ...partsOf(name, "family")];
  const said = oneLine(textIn(name, "text") ?? parts.join(" "));
  return said === "" ? undefined : said;
}

const partsOf = (name: FhirResource, field: string): readonly string[] => {
  const value = name[field];
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string");
};

function numberOf(contactPoint: FhirResource): string | undefined {
  const value = textIn(contactPoint, "value");
  if (value === undefined || NOT_RUNG.has(textIn(contactPoint, "system") ?? "")) return undefined;
  const plain = oneLine(value)
    .replace(/^tel:/i, "")
    .replace(/^(\+\d+)\s*\(0\)\s*/, "$1 ")
    .replace(/[‐‑–—]/g, "-")
    .replace(/[./]/g, " ")
    .replace(/\s*\b(?:ext|extension)\b\.?:?\s*/i, " x")
    .trim();
  const fitting = plain.length <= 20 ? plain : plain.replace(/[\s()-]/g, "");
  if ((fitting.match(/\d/g)?.length ?? 0) < 3) return undefined;
  const read = phoneNumber.safeParse(fitting);
  return read.success ? read.data : undefined;
}

const isThePatient = (person: FhirResource): boolean =>
  children(person, "relationship").some((one) =>
    children(one, "coding").some((coding) => textIn(coding, "code")?.toUpperCase() === "ONESELF"),
  );
