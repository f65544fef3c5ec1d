/** RFC 9457 problem document, as every error is answered. */
import { z } from "zod";

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** Stable code, `REF_...`. */
    code: z.string(),
    detail: z.string().optional(),
    requestId: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    /** The present state, on a conflict. */
    current: z.unknown().optional(),
  })
  .meta({ id: "Problem" });
export type ProblemBody = z.output<typeof problem>;
