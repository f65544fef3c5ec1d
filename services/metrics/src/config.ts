/** What `metrics` needs to know to start. */
import { z } from "zod";
import { checkKafkaFields, commonConfig, configFields, kafkaFields } from "@ucrt/service";

/** Each by itself, for a script that needs a few. */
export const metricsFields = commonConfig.extend({
  ...kafkaFields,
  DATABASE_URL: configFields.databaseUrl,
  DATABASE_ROLE_PASSWORD: z
    .string()
    .min(8)
    .meta({ description: "password of the role ucrt_metrics", example: "a-long-password" }),
});
export const metricsConfig = metricsFields.superRefine(checkKafkaFields);
export type MetricsConfig = z.output<typeof metricsConfig>;
