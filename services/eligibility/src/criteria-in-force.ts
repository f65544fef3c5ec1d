/**
 * All versions of the area's criteria, compiled at start. In: an area and the mode. Out: the set in force at an instant, or a named version for a replay.
 * A wrong file, or outside local mode a set that nobody approved, stops the start.
 */
import { compileCriteria, type CompiledCriteria } from "@ucrt/domain";
import {
  criteriaSet,
  loadCriteriaVersions,
  pickCriteria,
  problemAt,
  unapproved,
  WrongAreaFile,
  type CriteriaIdentity,
} from "@ucrt/schemas/areas";

export interface CriteriaInForce {
  /** Version names, oldest first. */
  readonly versions: readonly string[];
  /** The newest set that holds at `atMs`, epoch milliseconds. */
  readonly at: (atMs: number) => CompiledCriteria;
  /** Undefined for a version that does not exist. */
  readonly version: (name: string) => CompiledCriteria | undefined;
}

/** Reads and compiles the area's criteria. Throws WrongAreaFile, also for a set that nobody approved. */
export function loadCriteria(options: {
  readonly area: string;
  readonly mode: "local" | "production";
  readonly folder?: string;
}): CriteriaInForce {
  const { area, mode, folder } = options;
  const versions = loadCriteriaVersions(folder === undefined ? { area } : { area, folder }).map((version) => ({
    ...version,
    compiled: compileCriteria(version.set, version.identity),
  }));
  const unsigned = versions.filter(({ set }) => set.approver === unapproved);
  if (mode !== "local" && unsigned.length > 0)
    throw new WrongAreaFile(unsigned.map(({ identity }) => missingApprover(identity, folder)));
  const [first] = versions;
  if (first === undefined) throw new Error(`The area ${area} has no criteria.`);
  return {
    versions: versions.map(({ identity }) => identity.version),
    at: (atMs) => (pickCriteria(versions, { atMs }) ?? first).compiled,
    version: (name) => pickCriteria(versions, { version: name })?.compiled,
  };
}

function missingApprover({ area, version }: CriteriaIdentity, folder: string | undefined): string {
  const file = {
    area,
    file: `criteria/${version}.yaml`,
    schema: criteriaSet,
    ...(folder === undefined ? {} : { folder }),
  };
  return problemAt(
    file,
    ["approver"],
    "nobody has approved these criteria. Enter a named, registered clinician, or start with MODE=local for a demonstration",
  );
}
