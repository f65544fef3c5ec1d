/** The parts that come from configuration and area files. A wrong file stops the start with file, line and field. */
import { createDirectory } from "@ucrt/domain";
import {
  loadCriteriaVersions,
  readAreaDescription,
  readDirectory,
  readMetricsSettings,
  readReasons,
  readTimeouts,
} from "@ucrt/schemas/areas";
import type { QueueConfig } from "./config.ts";
import { createLookup } from "./lookup-hashes.ts";
import type { Parts } from "./parts.ts";
import { createAccessNotesSeal, keyFrom } from "./seal-access-notes.ts";

type ReadParts = Pick<
  Parts,
  | "directory"
  | "area"
  | "areaName"
  | "timeouts"
  | "criteria"
  | "searchesInFiveMinutes"
  | "doneStaysHours"
  | "auditReasons"
  | "auditSampleReferrals"
  | "seal"
  | "draftSeal"
  | "lookup"
>;
type PartsConfig = Pick<
  QueueConfig,
  "AREA" | "ACCESS_NOTES_KEY" | "LOOKUP_KEY" | "SEARCHES_IN_FIVE_MINUTES" | "DONE_STAYS_HOURS"
>;

/** Reads the area's files and makes the keys ready. Throws `WrongAreaFile`. */
export function readParts(config: PartsConfig): ReadParts {
  return {
    directory: createDirectory(readDirectory(config.AREA)),
    area: readAreaDescription(config.AREA),
    areaName: config.AREA,
    timeouts: readTimeouts(config.AREA).value,
    criteria: loadCriteriaVersions({ area: config.AREA }),
    searchesInFiveMinutes: config.SEARCHES_IN_FIVE_MINUTES,
    doneStaysHours: config.DONE_STAYS_HOURS,
    auditReasons: readReasons(config.AREA).value.audit,
    auditSampleReferrals: readMetricsSettings(config.AREA).value.auditSampleReferrals,
    seal: createAccessNotesSeal(config.ACCESS_NOTES_KEY),
    draftSeal: createAccessNotesSeal(keyFrom(config.ACCESS_NOTES_KEY, "call drafts")),
    lookup: createLookup(config.LOOKUP_KEY),
  };
}
