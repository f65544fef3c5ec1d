/**
 * The sheet that is printed so that work goes on when everything is down: every open case, with what is needed to reach the person and the referrer.
 * Carries identity: for SPA only, every making and printing is written down. Never access notes, NHS numbers, birth dates or narratives.
 */
import { z } from "zod";
import { boardRow } from "../board.ts";
import { instant } from "../instant.ts";

export const fallbackSheetRow = z.object({
  row: boardRow,
  /** Null after erasure. */
  person: z
    .object({
      name: z.string().nullable(),
      phone: z.string().nullable(),
      addressLines: z.array(z.string()),
      postcode: z.string().nullable(),
      referrerName: z.string().nullable(),
      callBack: z.string().nullable(),
      bypass: z.string().nullable(),
      outOfHours: z.string().nullable(),
    })
    .nullable(),
});
export type FallbackSheetRow = z.output<typeof fallbackSheetRow>;

/** By lane, then by the next deadline. */
export const fallbackSheetAnswer = z
  .object({
    madeAt: instant,
    rows: z.array(fallbackSheetRow),
    /** Open cases that found no room on it. */
    notShown: z.int().min(0),
    teams: z.array(z.object({ team: z.string(), name: z.string(), phone: z.string(), isOpen: z.boolean() })),
  })
  .meta({ id: "FallbackSheetAnswer" });
export type FallbackSheetAnswer = z.output<typeof fallbackSheetAnswer>;

/** Told by the page when it is printed. */
export const sheetPrintedBody = z
  .strictObject({ madeAt: instant, rows: z.int().min(0).max(10_000) })
  .meta({ id: "SheetPrintedBody" });
export const sheetPrintedAnswer = z.object({ recordedAt: instant }).meta({ id: "SheetPrintedAnswer" });
