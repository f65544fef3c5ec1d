/**
 * Reads a Kafka value as the contract has it. In: bytes and a schema. Out: the value, or Unreadable with words that name fields, never values.
 */
import type { z } from "zod";
import { Unreadable, type IncomingMessage } from "@ucrt/kafka";
import { readStrictJson } from "@ucrt/service";

const MIB = 1_048_576;

/** Parses one message; throws Unreadable. Fields the contract does not know are left aside. */
export function readMessage<Schema extends z.ZodType>(
  message: Pick<IncomingMessage, "valueBytes">,
  schema: Schema,
): z.output<Schema> {
  const json = readStrictJson(message.valueBytes, { maxBytes: MIB, maxDepth: 64 });
  if (!json.ok) throw new Unreadable(json.code, "The value is not acceptable JSON");
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return parsed.data;
  const fields = [
    ...new Set(parsed.error.issues.map((issue) => issue.path.map(String).join(".") || "(message)")),
  ].slice(0, 20);
  throw new Unreadable("invalid", `Wrong fields: ${fields.join(", ")}`);
}
