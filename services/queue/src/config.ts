/** What `queue` needs to know to start. The only place, with `main.ts`, that sees the environment. */
import { z } from "zod";
import { checkKafkaFields, commonConfig, configFields, kafkaFields } from "@ucrt/service";

const key = (what: string) =>
  z
    .string()
    .refine((text) => Buffer.from(text, "base64").length === 32, "it must be 32 bytes in base64")
    .transform((text) => Buffer.from(text, "base64"))
    .meta({ description: what, example: "the answer of: openssl rand -base64 32" });

/** Who may sign in to PostgreSQL as the service. */
export const databaseFields = {
  DATABASE_URL: configFields.databaseUrl,
  DATABASE_ROLE: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/)
    .default("ucrt_queue")
    .meta({ description: "role the service signs in with", example: "ucrt_queue" }),
  DATABASE_ROLE_PASSWORD: z.string().min(8).meta({ description: "password of the role", example: "a-long-password" }),
};

/** Each by itself, for a script that needs a few. */
export const queueFields = commonConfig.extend({
  ...databaseFields,
  ...kafkaFields,
  ACCESS_NOTES_KEY: key("key that seals access notes, 32 bytes in base64"),
  LOOKUP_KEY: key("key of the look-up hashes, 32 bytes in base64"),
  DONE_STAYS_HOURS: z.coerce.number().positive().default(12).meta({
    description: "hours for which what has ended stays on the board, for whoever comes on the next shift",
    example: "12",
  }),
  SEARCHES_IN_FIVE_MINUTES: z.coerce.number().int().min(1).default(30).meta({
    description: "searches one person may make in five minutes; more are a walk through numbers: refused and alarmed",
    example: "30",
  }),
  ACCEPTS_A_MINUTE: z.coerce.number().int().min(1).default(30).meta({
    description: "acceptances one person may try in a minute; more are no reading of offers: 429",
    example: "30",
  }),
  RETENTION_YEARS: z.coerce.number().positive().default(8).meta({
    description: "years after its end for which a referral's person is kept (a health record: 8)",
    example: "8",
  }),
  ANCHOR_FILE: z.string().min(1).meta({
    description: "file that anchors of the hash chains are appended to, on storage of its own",
    example: "/var/lib/queue/anchors.jsonl",
  }),
});
export const queueConfig = queueFields.superRefine(checkKafkaFields);
export type QueueConfig = z.output<typeof queueConfig>;

/** What a script of this service is told. */
export const environment = process.env;
