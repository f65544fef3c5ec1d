/** Reads an area's `timeouts.yaml` with its overlay. Throws `WrongAreaFile` naming file, line and field. */
import { readAreaFile, areasFolder, type AreaFile } from "./read-area-file.ts";
import { timeouts, type Timeouts } from "./timeouts.ts";

/** The area's timeouts with the hash of the files they came from. */
export function readTimeouts(area: string, folder = areasFolder): AreaFile<Timeouts> {
  return readAreaFile({ area, file: "timeouts.yaml", schema: timeouts, folder });
}
