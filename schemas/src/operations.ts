/**
 * `operations.v1` (compacted): what an operator has switched, for every service that must heed it. One key, `retries`; the newest instant counts.
 * Written by `queue` alone. Who switched it is a member of staff; no patient is named.
 */
import { z } from "zod";
import { instant } from "./instant.ts";

export const operations = z
  .object({
    kind: z.literal("retries"),
    /** True: nothing that failed is tried again. What is sent for the first time goes on. */
    isStopped: z.boolean(),
    at: instant,
    by: z.string(),
    reason: z.string(),
  })
  .meta({ id: "Operations" });
export type Operations = z.output<typeof operations>;
