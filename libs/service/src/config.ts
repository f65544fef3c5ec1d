/**
 * Configuration from the environment, read once in `main.ts`.
 * In: a Zod object schema and the environment. Out: typed values, or every problem at once in words.
 * Never prints a value: it may be a secret.
 */
import { z } from "zod";

/** `EX_CONFIG` of sysexits: the process cannot start as configured, and a restart will not help. */
export const configExitCode = 78;

/** Origins separated by commas; `scheme` is a pattern. */
const origins = (scheme: string, example: string) =>
  z
    .string()
    .regex(new RegExp(`^${scheme}://[^\\s,/]+(,${scheme}://[^\\s,/]+)*$`))
    .transform((text) => text.split(","))
    .meta({ description: "origins of our own pages, separated by commas, without a path", example });

const port = z.coerce.number().int().min(0).max(65_535);

/** Fields that services pick from. `.meta({example})` is shown when a value is wrong or missing. */
export const configFields = {
  mode: z
    .enum(["local", "production"])
    .meta({ description: "which rules apply: local or production", example: "local" }),
  area: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
    .meta({ description: "the area whose files are loaded, lower case with hyphens", example: "demo" }),
  port: port.meta({ description: "TCP port, 0 to 65535", example: "7001" }),
  host: z.string().min(1).default("127.0.0.1").meta({ description: "address to listen on", example: "127.0.0.1" }),
  kafkaBrokers: z
    .string()
    .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/)
    .transform((text) => text.split(","))
    .meta({ description: "Kafka brokers, host:port, separated by commas", example: "127.0.0.1:9092" }),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/)
    .meta({ description: "PostgreSQL address", example: "postgres://user:password@127.0.0.1:5432/ucrt" }),
  internalTokenPublicKey: z.string().min(20).meta({
    description:
      "public key(s) that verify internal tokens: base64 of a JWK, or PEM; several (rotation) separated by commas",
    example: "eyJrdHkiOiJPS1AiLC...",
  }),
  internalTokenPrivateKey: z.string().min(20).meta({
    description: "private key that signs internal tokens, only in web: base64 of a JWK, or PEM",
    example: "eyJrdHkiOiJPS1AiLC...",
  }),
  allowedOrigins: origins("https?", "http://localhost:7000"),
  /** The same outside local mode: a page that came over plain http may neither sign in nor open the live board. */
  secureOrigins: origins("https", "https://ucrt.example.nhs.uk"),
  logLevel: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace"])
    .default("info")
    .meta({ description: "lowest level that is logged", example: "info" }),
  otlpEndpoint: z.url().optional().meta({
    description: "OpenTelemetry collector (OTLP over HTTP); without it no telemetry starts",
    example: "http://127.0.0.1:4318",
  }),
} as const;

/** How a service reaches Kafka: `commonConfig.extend({ ...kafkaFields }).superRefine(checkKafkaFields)`. */
export const kafkaFields = {
  KAFKA_BROKERS: configFields.kafkaBrokers,
  KAFKA_USERNAME: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .optional()
    .meta({ description: "name of this service at the broker; its access rules are for this name", example: "intake" }),
  KAFKA_PASSWORD: z
    .string()
    .min(8)
    .optional()
    .meta({ description: "password of KAFKA_USERNAME", example: "a-long-password" }),
  KAFKA_SASL_MECHANISM: z
    .enum(["scram-sha-512", "scram-sha-256", "plain"])
    .default("scram-sha-512")
    .meta({ description: "how the password is shown to the broker", example: "scram-sha-512" }),
  KAFKA_TLS: z
    .enum(["on", "off"])
    .default("off")
    .meta({ description: "whether the line to the broker is encrypted", example: "on" }),
  TOPIC_SUFFIX: z
    .string()
    .default("")
    .meta({ description: "put behind every topic and group name", example: "-rehearsal" }),
} as const;

interface KafkaSettings {
  readonly MODE: "local" | "production";
  readonly KAFKA_USERNAME?: string | undefined;
  readonly KAFKA_PASSWORD?: string | undefined;
  readonly KAFKA_TLS: "on" | "off";
}

/** A name has its password; outside local mode there are both, on an encrypted line. */
export function checkKafkaFields(given: KafkaSettings, context: z.RefinementCtx): void {
  const isProduction = given.MODE === "production";
  const wrong = (name: string, message: string): void => context.addIssue({ code: "custom", path: [name], message });
  const hasName = given.KAFKA_USERNAME !== undefined;
  if (!hasName && (isProduction || given.KAFKA_PASSWORD !== undefined))
    wrong("KAFKA_USERNAME", isProduction ? "it is needed outside local mode" : "not set, and KAFKA_PASSWORD is");
  if (hasName && given.KAFKA_PASSWORD === undefined) wrong("KAFKA_PASSWORD", "not set, and KAFKA_USERNAME is");
  if (isProduction && given.KAFKA_TLS === "off") wrong("KAFKA_TLS", "it is on outside local mode");
}

/** What every service needs. Add to it: `commonConfig.extend({ DATABASE_URL: configFields.databaseUrl })`. */
export const commonConfig = z.object({
  MODE: configFields.mode,
  AREA: configFields.area,
  PORT: configFields.port,
  HOST: configFields.host,
  INTERNAL_TOKEN_PUBLIC_KEY: configFields.internalTokenPublicKey,
  LOG_LEVEL: configFields.logLevel,
  OTEL_EXPORTER_OTLP_ENDPOINT: configFields.otlpEndpoint,
});
export type CommonConfig = z.infer<typeof commonConfig>;

export type Environment = Readonly<Record<string, string | undefined>>;

export type ConfigResult<T> =
  | { readonly ok: true; readonly config: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Checks the environment against the schema. An empty variable counts as not set. Every problem is one sentence without the value. */
export function checkConfig<T extends z.ZodObject>(schema: T, env: Environment): ConfigResult<z.output<T>> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const text = env[name]?.trim();
    if (text !== undefined && text !== "") given[name] = text;
  }
  const result = schema.safeParse(given);
  if (result.success) return { ok: true, config: result.data };
  const problems = new Map<string, string>();
  for (const issue of result.error.issues) {
    const name = String(issue.path[0] ?? "");
    const field: unknown = schema.shape[name];
    const sentence =
      name === ""
        ? `The configuration is not consistent: ${issue.message}.`
        : describeProblem(name, field, {
            isMissing: given[name] === undefined,
            reason: issue.message,
            isOwnRule: issue.code === "custom",
          });
    if (!problems.has(name)) problems.set(name, sentence);
  }
  return { ok: false, problems: [...problems.values()] };
}

function describeProblem(
  name: string,
  field: unknown,
  what: { isMissing: boolean; reason: string; isOwnRule: boolean },
): string {
  const meta = metaOf(field);
  const meaning = meta.description === undefined ? "" : ` (${meta.description})`;
  const wrong =
    what.isMissing && !what.isOwnRule
      ? "is not set"
      : what.isOwnRule
        ? `is wrong: ${what.reason}`
        : "has a value that cannot be used";
  const example = meta.example === undefined ? "" : ` Example: ${name}=${meta.example}`;
  return `${name}${meaning} ${wrong}.${example}`;
}

/** Description and example, looked for inside defaults, optionals and pipes as well. */
function metaOf(field: unknown): { description?: string; example?: string } {
  for (let inner: unknown = field, step = 0; inner instanceof z.ZodType && step < 8; step++) {
    const meta = inner.meta();
    if (meta !== undefined) {
      const { description, example } = meta;
      return {
        ...(typeof description === "string" ? { description } : {}),
        ...(typeof example === "string" ? { example } : {}),
      };
    }
    const def: { innerType?: unknown; in?: unknown } = inner.def as { innerType?: unknown; in?: unknown };
    inner = def.innerType ?? def.in;
  }
  return {};
}

/**
 * Reads the configuration, or prints every problem to stderr and ends the process with code 78.
 * Call it first in `main.ts`: `readConfig(schema, process.env)`.
 */
export function readConfig<T extends z.ZodObject>(schema: T, env: Environment): z.output<T> {
  const result = checkConfig(schema, env);
  if (result.ok) return result.config;
  process.stderr.write(
    `Cannot start: the configuration has ${result.problems.length} problem(s).\n${result.problems.map((line) => `  - ${line}\n`).join("")}`,
  );
  return process.exit(configExitCode);
}
