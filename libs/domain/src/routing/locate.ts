/**
 * Finds the place a visit is in. In: the postcode of the incident and the practice's code, either may be missing. Out: the coded location.
 * The incident decides, because that is where the team drives; the practice only when no postcode was given. A postcode that is given and
 * not in the directory leaves the place unknown: the practice would be a guess, and a guess sends a team to the wrong end of the county. Pure.
 */
import type { CodedLocation, PostcodeRow } from "@ucrt/schemas";
import type { Directory } from "./directory.ts";

export interface Whereabouts {
  /** A full postcode, or an outward code; any case, with or without its space. */
  readonly postcode?: string | null | undefined;
  /** ODS code. */
  readonly practice?: string | null | undefined;
}

const postcodeShape = /^([A-Z]{1,2}\d[A-Z\d]?)(?: ?(\d)([A-Z]{2})?)?$/;

/** Where the visit is, coded; `place` is null when it is not known, never a default. */
export function locate(directory: Directory, where: Whereabouts): CodedLocation {
  const practicePlace =
    (where.practice ? directory.practice(where.practice.trim().toUpperCase())?.place : undefined) ?? null;
  const written = where.postcode?.trim().toUpperCase().replace(/\s+/g, " ") ?? "";
  const codes = readPostcode(written);
  const row = codes === undefined ? undefined : longestRow(directory, codes);
  const incidentPlace = row === undefined ? null : placeOf(directory, row);
  const isGiven = written !== "";
  const place = isGiven ? incidentPlace : practicePlace;
  return {
    place,
    lsoa: row?.lsoa ?? null,
    district: row?.district ?? null,
    postcodeDistrict: codes?.outward ?? null,
    practicePlace,
    basis: place === null ? "none" : isGiven ? "incident-postcode" : "practice",
    placesDisagree: incidentPlace !== null && practicePlace !== null && incidentPlace !== practicePlace,
  };
}

interface PostcodeCodes {
  readonly outward: string;
  readonly sector: string | undefined;
  readonly unit: string | undefined;
}

function readPostcode(written: string): PostcodeCodes | undefined {
  const [, outward, digit, letters] = postcodeShape.exec(written) ?? [];
  if (outward === undefined) return undefined;
  const sector = digit === undefined ? undefined : `${outward} ${digit}`;
  return { outward, sector, unit: sector === undefined || letters === undefined ? undefined : sector + letters };
}

function longestRow(directory: Directory, codes: PostcodeCodes): PostcodeRow | undefined {
  for (const code of [codes.unit, codes.sector, codes.outward]) {
    const row = code === undefined ? undefined : directory.postcodeRow(code);
    if (row !== undefined) return row;
  }
  return undefined;
}

function placeOf(directory: Directory, row: PostcodeRow): string | null {
  return row.place ?? (row.district === null ? null : (directory.data.file.districts[row.district]?.place ?? null));
}
