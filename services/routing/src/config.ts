/** What `routing` needs to know to start. */
import { checkKafkaFields, commonConfig, kafkaFields } from "@ucrt/service";

export const routingConfig = commonConfig
  .extend({
    ...kafkaFields,
  })
  .superRefine(checkKafkaFields);
