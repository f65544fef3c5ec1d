/**
 * Reads one file of an area: criteria, directory, timeouts, rota. Runs at start only.
 * An area may be based on another (`area.yaml`: `basedOn`); its own file then overlays the base file as a JSON merge patch (RFC 7396),
 * so demo hours are five lines and not a second directory. Lists of things with an identity are maps by id, so that they can be overlaid.
 * A wrong file stops the start: the error names file, line and field.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";

/** Folder that holds one folder for each area. */
export const areasFolder = fileURLToPath(new URL("../../areas/", import.meta.url));

/** A file of an area is missing or wrong. `problems` has one line for each: `file:line field: what is wrong`. */
export class WrongAreaFile extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The area files are wrong:\n${problems.map((line) => `  ${line}`).join("\n")}`);
    this.name = "WrongAreaFile";
    this.problems = problems;
  }
}

export interface AreaFile<Value> {
  readonly value: Value;
  /** SHA-256 (hex) over the exact bytes of the base file and its overlay, in that order. */
  readonly hash: string;
  /** Files read, relative to the areas folder. */
  readonly files: readonly string[];
}

export interface AreaFileQuery<Schema extends z.ZodType> {
  readonly area: string;
  /** Relative to the area's folder, for example `directory.yaml`. */
  readonly file: string;
  readonly schema: Schema;
  /** @default the repository's `schemas/areas` */
  readonly folder?: string;
}

const areaDescription = z.strictObject({
  name: z.string(),
  basedOn: z.string().optional(),
  isDemonstration: z.boolean().default(false),
  /** Which instant starts the two-hour clock. */
  clockStartsAt: z.enum(["received", "need-identified"]).optional(),
  timeZone: z.string().optional(),
  spaPhone: z.string().optional(),
});
export type AreaDescription = z.output<typeof areaDescription>;

interface ReadFile {
  readonly name: string;
  readonly bytes: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** The area's own description with what it inherits. Throws {@link WrongAreaFile}. */
export function readAreaDescription(area: string, folder = areasFolder): AreaDescription {
  return readAreaFile({ area, file: "area.yaml", schema: areaDescription, folder }).value;
}

/** Reads, overlays and validates a file. Throws {@link WrongAreaFile} naming file, line and field. */
export function readAreaFile<Schema extends z.ZodType>(query: AreaFileQuery<Schema>): AreaFile<z.output<Schema>> {
  const folder = query.folder ?? areasFolder;
  const layers = layersOf(query.area, query.file, folder);
  if (layers.length === 0) throw new WrongAreaFile([`${query.area}/${query.file}: this file is missing`]);
  const merged = layers.map((layer) => layer.document.toJS() as unknown).reduce(mergePatch);
  const parsed = query.schema.safeParse(merged);
  if (!parsed.success) throw new WrongAreaFile(parsed.error.issues.map((issue) => describe(issue, layers)));
  const hash = createHash("sha256");
  for (const layer of layers) hash.update(layer.bytes);
  return { value: parsed.data, hash: hash.digest("hex"), files: layers.map((layer) => layer.name) };
}

/** Names of the files in a folder of the area or of its base, sorted: the versions of a criteria set, for example. */
export function listAreaFiles(area: string, subfolder: string, folder = areasFolder): readonly string[] {
  const names = new Set<string>();
  for (const name of areaLineage(area, folder)) {
    const path = join(folder, name, subfolder);
    if (existsSync(path)) for (const file of readdirSync(path)) if (file.endsWith(".yaml")) names.add(file);
  }
  return [...names].sort();
}

/** Where in the layers a field stands, as `file:line`. For problems found after the shape was right. */
export function problemAt<Schema extends z.ZodType>(
  query: AreaFileQuery<Schema>,
  path: readonly PropertyKey[],
  message: string,
): string {
  const layers = layersOf(query.area, query.file, query.folder ?? areasFolder);
  return `${whereIs(path, layers)} ${path.map(String).join(".")}: ${message}`;
}

/** The area and what it is based on, base first. Throws {@link WrongAreaFile}. */
export function areaLineage(area: string, folder: string): string[] {
  const path = join(folder, area, "area.yaml");
  if (!existsSync(path))
    throw new WrongAreaFile([`${area}/area.yaml: this file is missing; known areas are the folders of schemas/areas`]);
  const description = parseDocument(readFileSync(path, "utf8")).toJS() as { basedOn?: string } | null;
  const base = description?.basedOn;
  if (base === area) throw new WrongAreaFile([`${area}/area.yaml basedOn: an area cannot be based on itself`]);
  return base === undefined ? [area] : [...areaLineage(base, folder), area];
}

function layersOf(area: string, file: string, folder: string): ReadFile[] {
  return areaLineage(area, folder)
    .map((name) => `${name}/${file}`)
    .filter((name) => existsSync(join(folder, name)))
    .map((name) => {
      const bytes = readFileSync(join(folder, name), "utf8");
      const lines = new LineCounter();
      const document = parseDocument(bytes, { lineCounter: lines, uniqueKeys: true });
      const [problem] = document.errors;
      if (problem !== undefined)
        throw new WrongAreaFile([`${name}:${problem.linePos?.[0].line ?? 1} ${problem.message.split("\n")[0] ?? ""}`]);
      return { name, bytes, document, lines };
    });
}

function mergePatch(base: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function describe(issue: z.core.$ZodIssue, layers: readonly ReadFile[]): string {
  return `${whereIs(issue.path, layers)} ${issue.path.map(String).join(".") || "(file)"}: ${issue.message}`;
}

/** The last layer that has the field decides; a missing field is shown at its nearest parent. */
function whereIs(path: readonly PropertyKey[], layers: readonly ReadFile[]): string {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const steps = path.slice(0, depth);
    for (const layer of layers.toReversed()) {
      const node: unknown = depth === 0 ? layer.document.contents : layer.document.getIn(steps as unknown[], true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range !== undefined && range !== null) return `${layer.name}:${layer.lines.linePos(range[0]).line}`;
    }
  }
  return layers[0]?.name ?? "(no file)";
}
