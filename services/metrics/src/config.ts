/** What `metrics` needs to know to start. */
import { z } from "zod";
import { commonConfig, configFields } from "@ucrt/service";

export const metricsConfig = commonConfig.extend({
  KAFKA_BROKERS: configFields.kafkaBrokers,
  DATABASE_URL: configFields.databaseUrl,
  DATABASE_ROLE_PASSWORD: z
    .string()
    .min(8)
    .meta({ description: "password of the role ucrt_metrics", example: "a-long-password" }),
  TOPIC_SUFFIX: z
    .string()
    .default("")
    .meta({ description: "put behind every topic and group name", example: "-rehearsal" }),
});
export type MetricsConfig = z.output<typeof metricsConfig>;
