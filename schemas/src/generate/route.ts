/** One path of the published contract. Types only. */
import type { z } from "zod";

export interface Route {
  readonly method: "get" | "post" | "put";
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, { readonly text: string; readonly schema?: z.ZodType }>>;
  /** Media type of a good answer. @default application/json */
  readonly mediaType?: string;
  /** How refusals are written. @default problem+json */
  readonly refusal?: { readonly type: string; readonly schema: z.ZodType };
  readonly requestIdRequired?: boolean;
  readonly query?: z.ZodObject;
}
