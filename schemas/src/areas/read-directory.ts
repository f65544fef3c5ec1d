/**
 * Reads an area's whole directory: `directory.yaml` with its overlay, `practices.csv` and `postcodes.csv` (the area's own, else its base's).
 * In: an area's name. Out: checked data with one hash over all bytes. Never half: a wrong row stops the start with file, line and field.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { readCsv } from "./csv.ts";
import {
  checkDirectory,
  directoryFile,
  postcodeRow,
  practiceRow,
  type DirectoryData,
  type DirectoryFile,
} from "./directory.ts";
import {
  areaLineage,
  areasFolder,
  problemAt,
  readAreaDescription,
  readAreaFile,
  WrongAreaFile,
} from "./read-area-file.ts";

/** The area's directory. Throws {@link WrongAreaFile} naming file, line and field. */
export function readDirectory(area: string, folder = areasFolder): DirectoryData {
  const query = { area, file: "directory.yaml", schema: directoryFile, folder };
  const { value: file, hash } = readAreaFile(query);
  const problems = checkDirectory(file);
  if (problems.length > 0)
    throw new WrongAreaFile(problems.map((problem) => problemAt(query, problem.path, problem.message)));

  const practices = readTable({
    area,
    folder,
    name: "practices.csv",
    schema: practiceRow,
    columns: ["ods", "name", "pcn", "pcnName", "place", "basis"],
    key: (row) => row.ods,
  });
  const postcodes = readTable({
    area,
    folder,
    name: "postcodes.csv",
    schema: postcodeRow,
    columns: ["postcode", "lsoa", "district", "place", "basis"],
    key: (row) => row.postcode,
  });
  const wrong = [
    ...practices.rows
      .filter(({ row }) => !Object.hasOwn(file.places, row.place))
      .map(({ row, line }) => `${practices.name}:${line} place: "${row.place}" is not a place of the directory`),
    ...postcodes.rows.flatMap(({ row, line }) =>
      postcodeProblems(file, row).map((problem) => `${postcodes.name}:${line} ${problem}`),
    ),
  ];
  if (wrong.length > 0) throw new WrongAreaFile(wrong);
  return {
    area,
    isDemonstration: readAreaDescription(area, folder).isDemonstration,
    hash: createHash("sha256").update(hash).update(practices.bytes).update(postcodes.bytes).digest("hex"),
    file,
    practices: practices.rows.map(({ row }) => row),
    postcodes: postcodes.rows.map(({ row }) => row),
  };
}

function postcodeProblems(file: DirectoryFile, row: z.output<typeof postcodeRow>): string[] {
  const district = row.district === null ? undefined : file.districts[row.district];
  if (row.district === null && row.place === null) return ["place: a row names a district or a place"];
  if (row.district !== null && district === undefined)
    return [`district: "${row.district}" is not a district of the directory`];
  if (row.place !== null && !Object.hasOwn(file.places, row.place))
    return [`place: "${row.place}" is not a place of the directory`];
  if (row.place !== null && district !== undefined && district.place !== row.place)
    return [`place: the district belongs to "${district.place}"`];
  if (file.splitPostcodeDistricts.includes(row.postcode))
    return [`postcode: "${row.postcode}" crosses places; name its sectors or units`];
  return [];
}

interface Table<Row> {
  readonly name: string;
  readonly bytes: string;
  readonly rows: readonly { readonly row: Row; readonly line: number }[];
}

function readTable<Schema extends z.ZodType>(query: {
  readonly area: string;
  readonly folder: string;
  readonly name: string;
  readonly schema: Schema;
  readonly columns: readonly string[];
  readonly key: (row: z.output<Schema>) => string;
}): Table<z.output<Schema>> {
  const owner = areaLineage(query.area, query.folder).findLast((area) =>
    existsSync(join(query.folder, area, query.name)),
  );
  if (owner === undefined) throw new WrongAreaFile([`${query.area}/${query.name}: this file is missing`]);
  const name = `${owner}/${query.name}`;
  const bytes = readFileSync(join(query.folder, owner, query.name), "utf8");
  const [header, ...lines] = readCsv(bytes);
  if (header?.fields.join(",") !== query.columns.join(","))
    throw new WrongAreaFile([`${name}:${header?.line ?? 1} the columns must be ${query.columns.join(",")}`]);
  const problems: string[] = [];
  const seen = new Map<string, number>();
  const rows: { row: z.output<Schema>; line: number }[] = [];
  for (const { line, fields } of lines) {
    const given = Object.fromEntries(
      query.columns.map((column, index) => [column, (fields[index] ?? "") === "" ? null : fields[index]]),
    );
    const parsed = query.schema.safeParse(given);
    if (!parsed.success) {
      problems.push(...parsed.error.issues.map((issue) => `${name}:${line} ${issue.path.join(".")}: ${issue.message}`));
      continue;
    }
    const key = query.key(parsed.data);
    const first = seen.get(key);
    if (first !== undefined) problems.push(`${name}:${line} ${query.columns[0]}: "${key}" is already on line ${first}`);
    seen.set(key, line);
    rows.push({ row: parsed.data, line });
  }
  if (problems.length > 0) throw new WrongAreaFile(problems);
  return { name, bytes, rows };
}
