/** What `live` needs to know to start. */
import { z } from "zod";
import { checkKafkaFields, commonConfig, configFields, kafkaFields } from "@ucrt/service";

export const liveConfig = commonConfig
  .extend({
    ...kafkaFields,
    ALLOWED_ORIGINS: configFields.allowedOrigins,
    SOCKETS_PER_PROCESS: z.coerce.number().int().min(1).default(2_000).meta({
      description: "open sockets of one instance; whoever comes then is told to come back, to another one",
      example: "2000",
    }),
    LIVE_TICKET_KEY: z
      .string()
      .regex(/^[A-Za-z0-9+/]{43}=$/)
      .transform((text) => Buffer.from(text, "base64"))
      .optional()
      .meta({
        description:
          "32 bytes in base64 that seal tickets, the same in every instance; optional with MODE=local and one instance",
        example: "openssl rand -base64 32",
      }),
  })
  .refine((given) => given.MODE === "local" || given.LIVE_TICKET_KEY !== undefined, {
    path: ["LIVE_TICKET_KEY"],
    message: "it is needed outside local mode",
  })
  .refine((given) => given.MODE === "local" || given.ALLOWED_ORIGINS.every((origin) => origin.startsWith("https:")), {
    path: ["ALLOWED_ORIGINS"],
    message: "outside local mode they are all https",
  })
  .superRefine(checkKafkaFields);
