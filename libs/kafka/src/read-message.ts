/**
 * Reads the value of a message: strict JSON, then its contract. In: a message and a schema. Out: the parsed value, or Unreadable with a reason
 * of the closed list of parked reasons; its words name fields, never values. Fields that the contract does not know are set aside, never refused.
 */
import type { z } from "zod";
import { readTolerantly, type ParkedReason } from "@ucrt/schemas";
import { readStrictJson, type StrictJsonCode } from "@ucrt/service";
import { Unreadable } from "./errors.ts";
import type { IncomingMessage } from "./messages.ts";

/** What strict JSON calls it, and what the parked page calls it. */
const parkedReasonOf: Readonly<Record<StrictJsonCode, ParkedReason>> = {
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

/** A parked message carries the bytes of another one in base64, so it may be twice as large as any other. */
const LARGEST_VALUE_BYTES = 2 * 1_048_576;
const DEEPEST_LEVEL = 64;
const FIELDS_NAMED = 20;

/** The message's value as its contract has it. @throws Unreadable */
export function readMessage<Schema extends z.ZodType>(
  message: Pick<IncomingMessage, "valueBytes">,
  schema: Schema,
): z.output<Schema> {
  const value = readJsonObject(message);
  const parsed = readTolerantly(schema, value);
  if (parsed.success) return parsed.data;
  const isUnknownType = parsed.error.issues.some(
    (issue) => issue.code === "invalid_union" && issue.path.at(-1) === "type",
  );
  const fields = [
    ...new Set(parsed.error.issues.map((issue) => issue.path.map(String).join(".") || "(message)")),
  ].slice(0, FIELDS_NAMED);
  throw new Unreadable(isUnknownType ? "unknown-type" : "invalid", `Wrong fields: ${fields.join(", ")}`);
}

/** The message's value as a JSON object, not yet held against any contract. @throws Unreadable */
export function readJsonObject({ valueBytes }: Pick<IncomingMessage, "valueBytes">): Readonly<Record<string, unknown>> {
  if (valueBytes.length === 0) throw new Unreadable("empty", "The message has no content");
  const json = readStrictJson(valueBytes, { maxBytes: LARGEST_VALUE_BYTES, maxDepth: DEEPEST_LEVEL });
  if (!json.ok) throw new Unreadable(parkedReasonOf[json.code], json.message);
  if (typeof json.value !== "object" || json.value === null || Array.isArray(json.value))
    throw new Unreadable("not-an-object", "The message is not a JSON object");
  return json.value as Readonly<Record<string, unknown>>;
}
