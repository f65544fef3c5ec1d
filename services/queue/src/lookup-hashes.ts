/**
 * Keyed hashes of who a person is, so that a number or a name can be found without being readable in an index.
 * In: a person and the sender's case id. Out: HMAC-SHA-256 texts, each bound to what it hashes. Never reversible without the key.
 */
import { createHmac, createSecretKey } from "node:crypto";
import type { Person } from "@ucrt/schemas";

export interface LookupHashes {
  readonly nhsNumber: string | null;
  /** Name, date of birth and postcode together: the second way in which a link may be suggested. */
  readonly identity: string | null;
  readonly name: string | null;
  readonly nameParts: readonly string[];
  readonly dateOfBirth: string | null;
  readonly postcode: string | null;
  readonly caseId: string | null;
  readonly callers: readonly string[];
}

export interface Lookup {
  ofPerson(person: Person, caseId: string | null): LookupHashes;
  nhsNumber(text: string): string;
  nameParts(text: string): readonly string[];
  dateOfBirth(text: string): string;
  caseId(text: string): string;
  caller(text: string): string;
}

/** Makes the hashes of one key. */
export function createLookup(key: Buffer): Lookup {
  // Made once: making it anew for each hash costs more than the hash.
  const secret = createSecretKey(key);
  const hash = (what: string, text: string): string =>
    createHmac("sha256", secret).update(what).update("\u0000").update(text).digest("base64url");
  const nhsNumber = (text: string): string => hash("nhs-number", text.replace(/\D/g, ""));
  const nameParts = (text: string): readonly string[] =>
    [...new Set(partsOf(text))].map((part) => hash("name-part", part));
  const dateOfBirth = (text: string): string => hash("date-of-birth", text);
  const caseId = (text: string): string => hash("case", text.trim().toUpperCase());
  const caller = (text: string): string => hash("caller", digitsOfPhone(text));
  return {
    nhsNumber,
    nameParts,
    dateOfBirth,
    caseId,
    caller,
    ofPerson: (person, theirCaseId) => {
      // Order of the parts is ignored: "ADAMS, Ivy" and "Ivy Adams" are one name.
      const name = person.name === undefined ? null : partsOf(person.name).sort().join(" ");
      const postcode =
        (person.homeAddress?.postcode ?? person.visitAddress.postcode)?.replace(/\s/g, "").toUpperCase() ?? null;
      const phones = [
        person.referrer.callBack,
        person.referrer.bypass,
        person.referrer.outOfHours,
        person.phone,
        ...person.contacts.map((contact) => contact.phone),
      ];
      return {
        nhsNumber: person.nhsNumber === undefined ? null : nhsNumber(person.nhsNumber),
        identity:
          name && person.dateOfBirth !== undefined && postcode !== null
            ? hash("identity", `${name}|${person.dateOfBirth}|${postcode}`)
            : null,
        name: name ? hash("name", name) : null,
        nameParts: person.name === undefined ? [] : nameParts(person.name),
        dateOfBirth: person.dateOfBirth === undefined ? null : dateOfBirth(person.dateOfBirth),
        postcode: postcode === null ? null : hash("postcode", postcode),
        caseId: theirCaseId === null ? null : caseId(theirCaseId),
        callers: [...new Set(phones.filter((phone) => phone !== undefined).map((phone) => caller(phone)))],
      };
    },
  };
}

function partsOf(name: string): string[] {
  const titles = new Set(["mr", "mrs", "ms", "miss", "dr", "mx"]);
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((part) => part.length > 1 && !titles.has(part));
}

/** The last ten digits: `+44 7700 900123` and `07700 900123` are one telephone. */
function digitsOfPhone(text: string): string {
  return text.replace(/\D/g, "").slice(-10);
}
