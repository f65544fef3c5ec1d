/**
 * Turns the open data into the tables of an area. In: rows of ODS `epraccur` and `ePCNcorepartnerdetails`, lines of the ONS postcode directory.
 * Out: rows of practices.csv and postcodes.csv for the area's own sub-ICBs and districts. Columns by position (ODS has no header) or by name (ONS).
 * Nothing here reads the disk, and nothing is guessed: what has no place is left out and counted.
 */
import { csvField, type CsvRow } from "./csv.ts";
import type { DirectoryFile, PostcodeRow, PracticeRow } from "./directory.ts";

/** Columns of epraccur, counted from 0. */
const practiceColumn = { ods: 0, name: 1, status: 12, subIcb: 14, prescribingSetting: 25 } as const;
/** Columns of ePCNcorepartnerdetails, counted from 0. */
const partnerColumn = { practice: 0, pcn: 4, pcnName: 5, end: 9 } as const;
const ACTIVE = "A";
/** Prescribing setting of a general practice; other settings are clinics, prisons and the like. */
const GENERAL_PRACTICE = "4";
/** A practice that no network names. */
const NO_PCN = { pcn: null, pcnName: null } as const;

export interface LoadedPractices {
  readonly rows: readonly PracticeRow[];
  /** Active general practices of the area that no network names. */
  readonly withoutPcn: number;
}

/** Active general practices whose sub-ICB belongs to a place of the directory, by code. */
export function practicesFromOds(
  file: DirectoryFile,
  epraccur: readonly CsvRow[],
  partners: readonly CsvRow[],
): LoadedPractices {
  const placeBySubIcb = new Map(
    Object.entries(file.places).flatMap(([id, place]) => place.subIcbs.map((ods) => [ods, id] as const)),
  );
  const pcnByPractice = new Map(
    partners
      .filter(({ fields }) => (fields[partnerColumn.end] ?? "") === "")
      .map(
        ({ fields }) =>
          [
            fields[partnerColumn.practice] ?? "",
            { pcn: fields[partnerColumn.pcn] ?? "", pcnName: fields[partnerColumn.pcnName] ?? "" },
          ] as const,
      ),
  );
  const rows = epraccur.flatMap(({ fields }): PracticeRow[] => {
    const ods = fields[practiceColumn.ods] ?? "";
    const place = placeBySubIcb.get(fields[practiceColumn.subIcb] ?? "");
    if (
      place === undefined ||
      fields[practiceColumn.status] !== ACTIVE ||
      fields[practiceColumn.prescribingSetting] !== GENERAL_PRACTICE
    )
      return [];
    return [
      {
        ods,
        name: fields[practiceColumn.name] ?? ods,
        ...(pcnByPractice.get(ods) ?? NO_PCN),
        place,
        basis: "open-data",
      },
    ];
  });
  return {
    rows: rows.sort((one, other) => (one.ods < other.ods ? -1 : 1)),
    withoutPcn: rows.filter((row) => row.pcn === null).length,
  };
}

export interface PostcodeCollector {
  /** Takes one line of the ONS postcode directory, its fields in the header's order. */
  readonly take: (fields: readonly string[]) => void;
  /** The area's units, and the sectors that lie in one place whole, for units newer than the directory. */
  readonly rows: () => readonly PostcodeRow[];
}

/** Reads the header and takes lines from then on. Throws when a column that is needed is not there. */
export function collectPostcodes(file: DirectoryFile, header: readonly string[]): PostcodeCollector {
  const column = (what: string, name: RegExp): number => {
    const index = header.findIndex((one) => name.test(one.trim()));
    if (index < 0) throw new Error(`The ONS file has no column for the ${what}`);
    return index;
  };
  const postcodeColumn = column("postcode", /^pcds$/i);
  const endedColumn = column("end of use", /^doterm$/i);
  const districtColumn = column("local authority district", /^(oslaua|laua|lad\d\d(cd)?)$/i);
  const lsoaColumn = header.some((one) => /^lsoa21(cd)?$/i.test(one.trim()))
    ? column("LSOA", /^lsoa21(cd)?$/i)
    : column("LSOA", /^lsoa11(cd)?$/i);
  const units: PostcodeRow[] = [];
  /** Districts of every sector, those of other areas included: a sector that leaves the area decides nothing. */
  const districtsBySector = new Map<string, Set<string>>();
  return {
    take: (fields) => {
      const postcode = fields[postcodeColumn]?.trim() ?? "";
      if (postcode === "" || (fields[endedColumn] ?? "").trim() !== "") return;
      const district = fields[districtColumn]?.trim() ?? "";
      const sector = postcode.slice(0, -2);
      const districts = districtsBySector.get(sector) ?? new Set<string>();
      districtsBySector.set(sector, districts.add(district));
      if (!Object.hasOwn(file.districts, district)) return;
      const lsoa = fields[lsoaColumn]?.trim() ?? "";
      units.push({ postcode, lsoa: lsoa === "" ? null : lsoa, district, place: null, basis: "open-data" });
    },
    rows: () => {
      const sectors = [...districtsBySector].flatMap(([postcode, codes]): PostcodeRow[] => {
        const places = new Set([...codes].map((code) => file.districts[code]?.place ?? null));
        const [place = null] = places;
        const [district = null] = codes;
        if (places.size !== 1 || place === null) return [];
        return [{ postcode, lsoa: null, district: codes.size === 1 ? district : null, place, basis: "open-data" }];
      });
      return [...sectors, ...units].sort((one, other) => (one.postcode < other.postcode ? -1 : 1));
    },
  };
}

/** The text of practices.csv. */
export function practicesCsv(rows: readonly PracticeRow[], source: string): string {
  return table(
    source,
    ["ods", "name", "pcn", "pcnName", "place", "basis"],
    rows.map((row) => [row.ods, row.name, row.pcn ?? "", row.pcnName ?? "", row.place, row.basis]),
  );
}

/** The text of postcodes.csv. */
export function postcodesCsv(rows: readonly PostcodeRow[], source: string): string {
  return table(
    source,
    ["postcode", "lsoa", "district", "place", "basis"],
    rows.map((row) => [row.postcode, row.lsoa ?? "", row.district ?? "", row.place ?? "", row.basis]),
  );
}

function table(source: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return `# ${source}\n${[columns, ...rows].map((fields) => fields.map(csvField).join(",")).join("\n")}\n`;
}
