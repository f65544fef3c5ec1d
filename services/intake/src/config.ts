/** What `intake` needs to know to start. */
import { z } from "zod";
import { commonConfig, configFields } from "@ucrt/service";

export const intakeConfig = commonConfig.extend({
  KAFKA_BROKERS: configFields.kafkaBrokers,
  DATABASE_URL: configFields.databaseUrl,
  DATABASE_ROLE_PASSWORD: z
    .string()
    .min(8)
    .meta({ description: "password of the role ucrt_intake", example: "a-long-password" }),
  TOPIC_SUFFIX: z
    .string()
    .default("")
    .meta({ description: "put behind every topic and group name", example: "-rehearsal" }),
  FEED_LIMIT: z.coerce.number().int().min(1).default(50).meta({
    description:
      "referrals of one feed that may be between receipt and the machine's last step (offer, clinician or end) before it pauses; three feeds of them are what a 999 case may find before it",
    example: "50",
  }),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(600)
    .meta({ description: "requests a minute of one caller", example: "600" }),
});
export type IntakeConfig = z.output<typeof intakeConfig>;
