/** Reads an area's `bars.yaml` with its overlay. Throws `WrongAreaFile` naming file, line and field. */
import { barsSettings, type BarsSettings } from "./bars-settings.ts";
import { areasFolder, readAreaFile, type AreaFile } from "./read-area-file.ts";

/** The area's reading of BaRS with the hash of the files it came from. */
export function readBarsSettings(area: string, folder = areasFolder): AreaFile<BarsSettings> {
  return readAreaFile({ area, file: "bars.yaml", schema: barsSettings, folder });
}
