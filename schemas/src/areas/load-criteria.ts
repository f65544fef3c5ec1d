/**
 * Every version of an area's criteria set, so that a new decision uses the one in force and an old one can be replayed with its own.
 * In: an area. Out: versions, oldest first. Throws `WrongAreaFile` naming file, line and field. Runs at start only.
 */
import { criteriaSet, type CriteriaIdentity, type CriteriaSet } from "./criteria.ts";
import { listAreaFiles, problemAt, readAreaFile, WrongAreaFile } from "./read-area-file.ts";

export interface CriteriaVersion {
  readonly identity: CriteriaIdentity;
  readonly set: CriteriaSet;
}

/** Reads all versions of an area's criteria, sorted by the instant from which they hold. Throws {@link WrongAreaFile}. */
export function loadCriteriaVersions(query: {
  readonly area: string;
  readonly folder?: string;
}): readonly CriteriaVersion[] {
  const files = listAreaFiles(query.area, "criteria", query.folder);
  if (files.length === 0) throw new WrongAreaFile([`${query.area}/criteria: there is no criteria file`]);
  const problems: string[] = [];
  const versions: CriteriaVersion[] = [];
  for (const name of files) {
    const file = {
      area: query.area,
      file: `criteria/${name}`,
      schema: criteriaSet,
      ...(query.folder === undefined ? {} : { folder: query.folder }),
    };
    try {
      const { value: set, hash } = readAreaFile(file);
      if (`${set.version}.yaml` !== name)
        problems.push(problemAt(file, ["version"], `the version ${set.version} is not the file's name`));
      versions.push({ identity: { area: query.area, version: set.version, hash }, set });
    } catch (error) {
      if (!(error instanceof WrongAreaFile)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new WrongAreaFile(problems);
  return versions.sort(
    (left, right) =>
      left.set.effectiveFrom - right.set.effectiveFrom || left.set.version.localeCompare(right.set.version),
  );
}

/**
 * One version: the newest that holds at `atMs` (epoch milliseconds), or the named one. Before the first, the first: a referral is never left unjudged.
 * Undefined for a version that does not exist.
 */
export function pickCriteria<Version extends CriteriaVersion>(
  versions: readonly Version[],
  which: { readonly atMs: number } | { readonly version: string },
): Version | undefined {
  if ("version" in which) return versions.find((candidate) => candidate.identity.version === which.version);
  return versions.findLast((candidate) => candidate.set.effectiveFrom <= which.atMs) ?? versions[0];
}
