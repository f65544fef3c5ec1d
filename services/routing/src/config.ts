/** What `routing` needs to know to start. */
import { z } from "zod";
import { commonConfig, configFields } from "@ucrt/service";

export const routingConfig = commonConfig.extend({
  KAFKA_BROKERS: configFields.kafkaBrokers,
  TOPIC_SUFFIX: z
    .string()
    .default("")
    .meta({ description: "put behind every topic and group name", example: "-rehearsal" }),
});
