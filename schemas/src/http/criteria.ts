/**
 * `GET /api/criteria`: the criteria set in force, so that a page can judge before anything is sent, with the same code.
 * `set` is read with `criteriaSet` of `@ucrt/schemas/criteria`.
 */
import { z } from "zod";
import { instant } from "../instant.ts";

export const criteriaAnswer = z
  .object({
    area: z.string(),
    version: z.string(),
    /** SHA-256 of the file's exact bytes, hex. */
    hash: z.string(),
    /** False: "Criteria not clinically approved". */
    isApproved: z.boolean(),
    notice: z.string(),
    effectiveFrom: instant,
    /** All versions, oldest first. */
    versions: z.array(z.string()),
    set: z.unknown(),
  })
  .meta({ id: "CriteriaAnswer" });
export type CriteriaAnswer = z.output<typeof criteriaAnswer>;
