/** Reads an area's `metrics.yaml` and `published-activity.yaml` with their overlays. Throws `WrongAreaFile` naming file, line and field. */
import {
  metricsSettings,
  publishedActivity,
  type MetricsSettings,
  type PublishedActivity,
} from "./metrics-settings.ts";
import { readAreaFile, areasFolder, type AreaFile } from "./read-area-file.ts";

export function readMetricsSettings(area: string, folder = areasFolder): AreaFile<MetricsSettings> {
  return readAreaFile({ area, file: "metrics.yaml", schema: metricsSettings, folder });
}

export function readPublishedActivity(area: string, folder = areasFolder): AreaFile<PublishedActivity> {
  return readAreaFile({ area, file: "published-activity.yaml", schema: publishedActivity, folder });
}
