/** Reads an area's `reasons.yaml` with its overlay. Throws `WrongAreaFile` naming file, line and field. */
import { areasFolder, readAreaFile, type AreaFile } from "./read-area-file.ts";
import { reasons, type Reasons } from "./reasons.ts";

/** The area's reasons with the hash of the files they came from. */
export function readReasons(area: string, folder = areasFolder): AreaFile<Reasons> {
  return readAreaFile({ area, file: "reasons.yaml", schema: reasons, folder });
}
