/** What `eligibility` needs to know to start. */
import { checkKafkaFields, commonConfig, kafkaFields } from "@ucrt/service";

export const eligibilityConfig = commonConfig
  .extend({
    ...kafkaFields,
  })
  .superRefine(checkKafkaFields);
