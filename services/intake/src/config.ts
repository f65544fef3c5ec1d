/** What `intake` needs to know to start. */
import { z } from "zod";
import { checkKafkaFields, commonConfig, configFields, kafkaFields } from "@ucrt/service";
import { barsSendersText } from "./bars/bars-senders.ts";

/** Each by itself, for a script that needs a few. */
export const intakeFields = commonConfig.extend({
  ...kafkaFields,
  DATABASE_URL: configFields.databaseUrl,
  DATABASE_ROLE_PASSWORD: z
    .string()
    .min(8)
    .meta({ description: "password of the role ucrt_intake", example: "a-long-password" }),
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
  BARS_SENDERS: barsSendersText.default(new Map()).meta({
    description:
      "systems that may send BaRS messages, with the endpoints their answers go to: a JSON list, empty when the door is not used",
    example:
      '[{"organisation":"RYC","name":"...","endpoint":"https://...","serviceId":{...},"token":{"url":"https://...","clientId":"..."}}]',
  }),
  BARS_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .default("http://localhost:7000/FHIR/R4")
    .transform((text) => text.replace(/\/+$/, ""))
    .meta({ description: "public address of the FHIR door", example: "https://front-door.example.nhs.uk/FHIR/R4" }),
  BARS_SIGNING_KEY: z.string().min(20).optional().meta({
    description:
      "private key that signs for access tokens when answers go to BaRS senders: base64 of a JWK, RSA or P-384",
    example: "eyJrdHkiOiJSU0EiLC...",
  }),
});
export const intakeConfig = intakeFields.superRefine(checkKafkaFields);
export type IntakeConfig = z.output<typeof intakeConfig>;
