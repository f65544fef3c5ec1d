/**
 * `parked.v1`: a message nobody could read or handle, with its bytes. `queue` keeps it in an erasable table and shows it; nothing waits behind it.
 * Key: `<topic>/<partition>/<offset>` of the origin.
 */
import { z } from "zod";
import { instant } from "./instant.ts";

export const parkedReason = z.enum([
  "empty",
  "not-utf8",
  "not-json",
  "not-an-object",
  "too-deep",
  "forbidden-key",
  "duplicate-key",
  "nul-in-text",
  "number-out-of-range",
  "too-large",
  "unknown-type",
  "unsupported-version",
  "missing-headers",
  "invalid",
  "source-mismatch",
  "orphan",
  "handler-failed",
]);
export type ParkedReason = z.infer<typeof parkedReason>;

export const parkedMessage = z
  .object({
    /** Service that could not handle it: replay carries `replay-for: <service>`. */
    service: z.string(),
    reason: parkedReason,
    /** Which fields or what error, without values. */
    detail: z.string(),
    origin: z.object({ topic: z.string(), partition: z.int().min(0), offset: z.string() }),
    key: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
    /** Original bytes, base64. */
    value: z.string(),
    attempts: z.int().min(1),
    firstAt: instant,
    lastAt: instant,
  })
  .meta({ id: "ParkedMessage" });
export type ParkedMessage = z.output<typeof parkedMessage>;
