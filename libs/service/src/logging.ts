/**
 * One JSON line per event on stdout.
 * In: structured fields and a short constant message. Out: lines of the shape `LogLine`.
 * Never: bodies, URLs (a query can hold anything; the route pattern is logged instead), identity of a patient, tokens.
 * Fields named in `withheldKeys` are replaced wherever they stand (three levels deep); errors lose quoted text and long numbers.
 */
import { trace } from "@opentelemetry/api";
import { pino } from "pino";
import type { DestinationStream, LoggerOptions as PinoOptions, Logger as PinoLogger } from "pino";

export type Logger = PinoLogger;
export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace";

/** Shape of a line. Further fields may follow; these names always mean the same. */
export type LogLine = {
  readonly level: LogLevel;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly service: string;
  readonly msg: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly requestId?: string;
  readonly correlationId?: string;
  readonly referralId?: string;
  readonly method?: string;
  /** Route pattern such as `/api/referrals/:id`, never the URL. */
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly code?: string;
  /** Kind of an alarm: somebody has to look. Counted in `alarms_total`. */
  readonly alarm?: string;
  readonly err?: LoggedError;
};

export type LoggedError = {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
};

const withheld = "[withheld]";

/** `name` is among them: log `part`, `job` or `consumer` for things that are not people. */
export const withheldKeys: readonly string[] = [
  "authorization",
  "cookie",
  "set-cookie",
  "token",
  "ticket",
  "password",
  "privateKey",
  "databaseUrl",
  "body",
  "rawBody",
  "payload",
  "value",
  "patient",
  "person",
  "identity",
  "nhsNumber",
  "name",
  "givenName",
  "familyName",
  "dateOfBirth",
  "birthDate",
  "address",
  "addressText",
  "postcode",
  "phone",
  "telephone",
  "callBack",
  "email",
  "url",
  "query",
  "params",
  "notes",
  "text",
  "freeText",
];

export type LoggerOptions = {
  readonly service: string;
  readonly level?: LogLevel;
  /** Where lines go. @default stdout */
  readonly destination?: DestinationStream;
  /** Told the kind of every line that carries `alarm`: a line that asks for a person is also a number that can be watched. */
  readonly onAlarm?: (kind: string) => void;
};

/** Makes the logger of a process. Use `logger.child({ referralId })` inside a handler. */
export function createLogger(options: LoggerOptions): Logger {
  const { onAlarm } = options;
  const settings: PinoOptions = {
    level: options.level ?? "info",
    base: { service: options.service },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError, error: describeError, req: describeRequest, res: describeReply },
    redact: { paths: withheldKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]), censor: withheld },
    mixin: traceFields,
    ...(onAlarm === undefined ? {} : { hooks: { logMethod: tellAlarms(onAlarm) } }),
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

type LogMethod = Exclude<NonNullable<PinoOptions["hooks"]>["logMethod"], undefined>;

/** Passes every line on as it is. */
function tellAlarms(onAlarm: (kind: string) => void): LogMethod {
  return function pass(args, method) {
    const fields: unknown = args[0];
    if (typeof fields === "object" && fields !== null && "alarm" in fields && typeof fields.alarm === "string")
      onAlarm(fields.alarm);
    method.apply(this, args);
  };
}

function traceFields(): object {
  const context = trace.getActiveSpan()?.spanContext();
  return context === undefined ? {} : { traceId: context.traceId, spanId: context.spanId };
}

/** What may be logged of an error: drivers and parsers quote the data they choked on, so quotes and long numbers go. */
export function describeError(error: unknown): LoggedError {
  return describeErrorAtDepth(error, 0);
}

function describeErrorAtDepth(error: unknown, depth: number): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withheld };
  const code: unknown = (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: error instanceof SyntaxError ? withheld : maskText(error.message),
    ...(typeof code === "string" ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: framesOf(error.stack) }),
    ...(error.cause === undefined || depth >= 3 ? {} : { cause: describeErrorAtDepth(error.cause, depth + 1) }),
  };
}

/** Only the frames: the first lines repeat the message unmasked. */
function framesOf(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .join("\n");
}

/** Replaces quoted text, postcodes and runs of six or more digits. */
export function maskText(text: string): string {
  return text
    .slice(0, 1000)
    .replace(/"[^"]*"?/g, '"…"')
    .replace(/\d(?:[\s()/.-]*\d){5,}/g, "…")
    .replace(/\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b/gi, "…");
}

function describeRequest(request: unknown): object {
  const { method, routeOptions } = request as { method?: string; routeOptions?: { url?: string } };
  return { method, route: routeOptions?.url ?? "unmatched" };
}

function describeReply(reply: unknown): object {
  return { status: (reply as { statusCode?: number }).statusCode };
}
