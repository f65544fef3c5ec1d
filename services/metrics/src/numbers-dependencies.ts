/** What the routes that serve numbers need; made in `main.ts`. */
import type { CivilTime } from "@ucrt/domain";
import type { MetricsSettings, PublishedActivity } from "@ucrt/schemas/areas";
import type { Clock } from "@ucrt/service";
import type { Kysely } from "kysely";
import type { MetricsTables } from "./tables.ts";

export interface NumbersDependencies {
  readonly db: Kysely<MetricsTables>;
  readonly clock: Clock;
  readonly area: string;
  readonly civil: CivilTime;
  readonly settings: MetricsSettings;
  readonly published: PublishedActivity;
}
