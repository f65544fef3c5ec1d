/**
 * Where the person is, from a Location or, for a plain referral without one, from the patient's home address.
 * In: the resources of a message. Out: an address as our feeds take it, or nothing when there is no way to find the place. Pure.
 * What does not fit the contract is said in a note, never dropped: a wrong postcode is still a clue for who drives there.
 */
import { postcode } from "@ucrt/schemas";
import type { BarsResources, FhirResource } from "./bars-message.ts";
import { child, children, extensionNamed, numberIn, textIn, textsIn, wordsOf } from "./fhir-json.ts";
import { asField, oneLine, readableText } from "./fitting-text.ts";

export interface Place {
  readonly address: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

const MOST_LINES = 6;
const LONGEST_LINE = 120;
/** Bounds of the contract: the British Isles, degrees. */
const isLatitude = (value: number): boolean => value >= 49 && value <= 61;
const isLongitude = (value: number): boolean => value >= -9 && value <= 2.5;

/** The place of the visit, with how to get in (`access`: what other resources say of that). Undefined: nobody could find it. */
export function visitPlaceOf(
  resources: BarsResources,
  category: "validation" | "referral",
  access: readonly string[] = [],
): Place | undefined {
  const { location, patient, others } = resources;
  const incident = location === undefined ? undefined : placeOfLocation(location);
  const home = category === "validation" || incident !== undefined ? undefined : homeAddressOf(patient);
  const place = incident ?? home;
  if (place === undefined) return undefined;
  const notes = [...place.notes];
  if (home !== undefined) notes.push("The sender gives no place of the visit: this is the home address.");
  const accessNotes = asField(
    [
      readableText(textIn(location, "description") ?? ""),
      ...access,
      ...others.filter((one) => one["resourceType"] === "Location").map(otherPlaceInWords),
    ],
    1000,
  );
  return { address: { ...place.address, ...(accessNotes === undefined ? {} : { accessNotes }) }, notes };
}

/** The patient's home address; undefined when none is given. */
export function homeAddressOf(patient: FhirResource): Place | undefined {
  const all = children(patient, "address").filter((one) => textIn(one, "use") !== "old");
  const address = all.find((one) => textIn(one, "use") === "home") ?? all[0];
  return address === undefined ? undefined : placeOf(address, {});
}

function placeOfLocation(location: FhirResource): Place | undefined {
  const part = (name: string): string | undefined => {
    const value = textIn(extensionNamed(extensionNamed(location, "LocationExtension"), name), "valueString");
    return value === undefined ? undefined : oneLine(value);
  };
  const notes: string[] = [];
  const coordinates = coordinatesOf(location, notes);
  const grid = ["PAF", "eastings", "northings", "accuracy"].flatMap((name) => {
    const value = part(name);
    return value === undefined ? [] : [`${name} ${value}`];
  });
  const uprn = part("UPRN");
  const words = part("what3words")?.replace(/^\/+/, "");
  const uprnFits = uprn !== undefined && /^\d{1,12}$/.test(uprn);
  const wordsFit = words !== undefined && words !== "" && words.length <= 80;
  if (grid.length > 0) notes.push(`Incident location: ${grid.join(", ")}.`);
  if (uprn !== undefined && !uprnFits) notes.push(`Incident location: UPRN ${uprn}.`);
  if (words !== undefined && words !== "" && !wordsFit) notes.push(`Incident location: what3words ${words}.`);
  const place = placeOf(child(location, "address"), {
    name: textIn(location, "name"),
    // A place known by its number alone can be looked up; the contract asks for a line, so the number is the line.
    lastResort: [uprn === undefined ? undefined : `UPRN ${uprn}`, ...grid]
      .filter((one) => one !== undefined)
      .join(", "),
    extra: {
      ...(uprnFits ? { uprn } : {}),
      ...(wordsFit ? { what3words: words } : {}),
      ...coordinates,
    },
  });
  return place === undefined ? undefined : { address: place.address, notes: [...place.notes, ...notes] };
}

/** Latitude and longitude; those that make sense only the other way round are put right, as the official example needs it. */
function coordinatesOf(location: FhirResource, notes: string[]): { latitude?: number; longitude?: number } {
  const position = child(location, "position");
  const latitude = numberIn(position, "latitude");
  const longitude = numberIn(position, "longitude");
  if (latitude !== undefined && longitude !== undefined) {
    if (isLatitude(latitude) && isLongitude(longitude)) return { latitude, longitude };
    if (isLatitude(longitude) && isLongitude(latitude)) {
      notes.push("The sender's latitude and longitude were the wrong way round and have been put right.");
      return { latitude: longitude, longitude: latitude };
    }
  }
  if (latitude !== undefined || longitude !== undefined)
    notes.push(
      `The sender's coordinates are not used, they are not in this country: ` +
        `latitude ${latitude ?? "not given"}, longitude ${longitude ?? "not given"}.`,
    );
  return {};
}

interface Around {
  readonly name?: string | undefined;
  readonly lastResort?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

function placeOf(address: FhirResource | undefined, { name, lastResort = "", extra = {} }: Around): Place | undefined {
  const notes: string[] = [];
  const sentPostcode = textIn(address, "postalCode");
  const fittingPostcode = sentPostcode === undefined ? undefined : postcodeIn(sentPostcode);
  const parts: (string | undefined)[] = [
    name,
    ...textsIn(address, "line"),
    ...["city", "district", "state"].map((one) => textIn(address, one)),
  ];
  if (!parts.some((part) => part !== undefined)) parts.push(...(textIn(address, "text") ?? "").split(/[,\n]/));
  if (sentPostcode !== undefined && fittingPostcode === undefined) parts.push(sentPostcode);
  const lines = linesOf(parts);
  const usesLastResort =
    lines.length === 0 && fittingPostcode === undefined && !("what3words" in extra || "latitude" in extra);
  if (usesLastResort) lines.push(...linesOf([lastResort]));
  if (lines.length === 0 && usesLastResort) return undefined;
  if (lines.length > MOST_LINES) {
    notes.push(`The whole address: ${lines.join(", ")}.`);
    const rest = lines.splice(MOST_LINES - 1).join(", ");
    lines.push(rest);
  }
  const long = lines.filter((line) => line.length > LONGEST_LINE);
  for (const line of long) notes.push(`The whole line of the address: ${line}`);
  return {
    address: {
      lines: lines.map((line) => line.slice(0, LONGEST_LINE).toWellFormed().trim()),
      ...(fittingPostcode === undefined ? {} : { postcode: fittingPostcode }),
      ...extra,
    },
    notes,
  };
}

function linesOf(parts: readonly (string | undefined)[]): string[] {
  const lines = new Set<string>();
  for (const part of parts) {
    const line = part === undefined ? "" : oneLine(part);
    if (line !== "") lines.add(line);
  }
  return [...lines];
}

/** The postcode as the contract takes it, whatever blanks and case the sender writes. */
function postcodeIn(sent: string): string | undefined {
  const compact = oneLine(sent).replace(/\s/g, "").toUpperCase();
  const spaced = `${compact.slice(0, -3)} ${compact.slice(-3)}`;
  const read = postcode.safeParse(spaced);
  return read.success ? read.data : undefined;
}

/** A rendezvous, the caller's place or another Location, for who drives there. */
function otherPlaceInWords(location: FhirResource): string {
  const place = placeOfLocation(location);
  if (place === undefined) return "";
  const { lines, postcode: code, what3words, latitude, longitude } = place.address;
  const where = [
    ...(Array.isArray(lines) ? lines : []),
    code,
    what3words,
    typeof latitude === "number" && typeof longitude === "number" ? `${latitude} ${longitude}` : undefined,
  ].filter((one) => typeof one === "string");
  return `${wordsOf(children(location, "type")[0]) ?? "Another location"}: ${oneLine(where.join(", "))}`;
}
