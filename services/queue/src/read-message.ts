/**
 * Reads the value of a Kafka message: strict JSON, then the contract. Unknown fields are kept out of the way, never refused.
 * In: a message and a schema. Out: the parsed value, or Unreadable with a reason of the closed list; its words name fields, never values.
 */
import type { z } from "zod";
import { Unreadable } from "@ucrt/kafka";
import type { IncomingMessage } from "@ucrt/kafka";
import type { ParkedReason } from "@ucrt/schemas";
import { readStrictJson } from "@ucrt/service";
import type { StrictJsonCode } from "@ucrt/service";

const reasons: Readonly<Record<StrictJsonCode, ParkedReason>> = {
  "too-large": "too-large",
  "not-utf8": "not-utf8",
  "not-json": "not-json",
  "too-deep": "too-deep",
  "duplicate-key": "duplicate-key",
  "forbidden-key": "forbidden-key",
  "nul-character": "nul-in-text",
  "broken-character": "not-utf8",
  "number-too-large": "number-out-of-range",
};

const MIB = 1_048_576;
/** Parked messages carry the bytes of another one, in base64. */
const MAX_BYTES = 2 * MIB;
const MAX_DEPTH = 64;

/** Parses a message; throws Unreadable. */
export function readMessage<Schema extends z.ZodType>(message: IncomingMessage, schema: Schema): z.output<Schema> {
  if (message.isTombstone || message.valueBytes.length === 0)
    throw new Unreadable("empty", "The message has no content");
  const json = readStrictJson(message.valueBytes, { maxBytes: MAX_BYTES, maxDepth: MAX_DEPTH });
  if (!json.ok) throw new Unreadable(reasons[json.code], json.message);
  if (typeof json.value !== "object" || json.value === null || Array.isArray(json.value))
    throw new Unreadable("not-an-object", "The message is not a JSON object");
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return parsed.data;
  const isUnknownType = parsed.error.issues.some(
    (issue) => issue.code === "invalid_union" && issue.path.at(-1) === "type",
  );
  const fields = [
    ...new Set(parsed.error.issues.map((issue) => issue.path.map(String).join(".") || "(message)")),
  ].slice(0, 20);
  throw new Unreadable(isUnknownType ? "unknown-type" : "invalid", `Wrong fields: ${fields.join(", ")}`);
}
