/**
 * Replaces an area's synthetic practices and outline postcodes by the open data.
 * In: paths of ODS epraccur.csv and ePCNcorepartnerdetails.csv, and of the ONS postcode directory as one CSV (2.7 million lines, read as a stream).
 * Out: practices.csv and postcodes.csv in the area's folder. Downloads nothing; both sources are under the Open Government Licence v3.0.
 *
 *   node schemas/src/areas/load-ods-ons.ts --area mid-and-south-essex --epraccur epraccur.csv --pcn ePCNcorepartnerdetails.csv --onspd ONSPD.csv
 */
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { readCsv } from "./csv.ts";
import { directoryFile, type DirectoryFile } from "./directory.ts";
import { collectPostcodes, postcodesCsv, practicesCsv, practicesFromOds, type PostcodeCollector } from "./open-data.ts";
import { areasFolder, readAreaFile } from "./read-area-file.ts";

export interface OpenDataPaths {
  readonly area: string;
  readonly epraccur: string;
  readonly pcn: string;
  readonly onspd: string;
  /** @default the repository's `schemas/areas` */
  readonly folder?: string;
}

/** Writes both tables and says in one line what they hold. Throws when a file is missing or has other columns; then nothing is written. */
export async function loadOpenData(paths: OpenDataPaths): Promise<string> {
  const folder = paths.folder ?? areasFolder;
  const { value: file } = readAreaFile({ area: paths.area, file: "directory.yaml", schema: directoryFile, folder });
  const practices = practicesFromOds(
    file,
    readCsv(readFileSync(paths.epraccur, "utf8")),
    readCsv(readFileSync(paths.pcn, "utf8")),
  );
  const postcodes = (await readPostcodes(file, paths.onspd)).rows();
  if (practices.rows.length === 0)
    throw new Error(`No active practice of ${basename(paths.epraccur)} belongs to a place of ${paths.area}`);
  if (postcodes.length === 0)
    throw new Error(`No postcode of ${basename(paths.onspd)} lies in a district of ${paths.area}`);
  const licence = "Open Government Licence v3.0";
  writeFileSync(
    join(folder, paths.area, "practices.csv"),
    practicesCsv(practices.rows, `From ODS ${basename(paths.epraccur)} and ${basename(paths.pcn)}. ${licence}`),
  );
  writeFileSync(
    join(folder, paths.area, "postcodes.csv"),
    postcodesCsv(
      postcodes,
      `From ONS ${basename(paths.onspd)}. Contains OS, Royal Mail and National Statistics data. ${licence}`,
    ),
  );
  return `${practices.rows.length} practices (${practices.withoutPcn} without a network), ${postcodes.length} postcode rows`;
}

async function readPostcodes(file: DirectoryFile, path: string): Promise<PostcodeCollector> {
  let collector: PostcodeCollector | undefined;
  // Line by line: the file has over a gigabyte, and none of its fields holds a line break.
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const fields = readCsv(line)[0]?.fields;
    if (fields === undefined) continue;
    if (collector === undefined) collector = collectPostcodes(file, fields);
    else collector.take(fields);
  }
  if (collector === undefined) throw new Error(`${basename(path)} is empty`);
  return collector;
}

if (import.meta.main) {
  const option = { type: "string" } as const;
  const { values } = parseArgs({ options: { area: option, epraccur: option, pcn: option, onspd: option } });
  const { area, epraccur, pcn, onspd } = values;
  if (area === undefined || epraccur === undefined || pcn === undefined || onspd === undefined) {
    process.stderr.write("Usage: node load-ods-ons.ts --area <area> --epraccur <csv> --pcn <csv> --onspd <csv>\n");
    process.exitCode = 64;
  } else {
    process.stdout.write(`${await loadOpenData({ area, epraccur, pcn, onspd })}\n`);
  }
}
