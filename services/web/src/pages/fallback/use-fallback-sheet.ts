/**
 * The sheet for the day when everything is down, kept ready while its page is open. In: `GET /api/fallback-sheet` each five minutes, also in a tab behind others.
 * Out: the last sheet with its age. What was made stays when nothing answers any more, because that is what it is for; it goes when the session has ended.
 * Kept in this page only, never in the browser's store.
 */
import { fallbackSheetAnswer, sheetPrintedAnswer, type FallbackSheetAnswer } from "@ucrt/schemas";
import { useCallback, useEffect, useState } from "react";
import { get, post, type Refusal } from "../api.ts";

const everyMs = 5 * 60_000;

export interface FallbackSheet {
  readonly sheet: FallbackSheetAnswer | undefined;
  /** Why the last making failed. */
  readonly refusal: Refusal | undefined;
  readonly makeNew: () => void;
}

export function useFallbackSheet(): FallbackSheet {
  const [sheet, setSheet] = useState<FallbackSheetAnswer>();
  const [refusal, setRefusal] = useState<Refusal>();
  const make = useCallback(async (isByTimer: boolean) => {
    const answered = await get("/api/fallback-sheet", fallbackSheetAnswer, { isByTimer });
    if (answered.ok) {
      setSheet(answered.value);
      setRefusal(undefined);
      return;
    }
    setRefusal(answered.refusal);
    if (answered.refusal.status === 401 || answered.refusal.status === 403) setSheet(undefined);
  }, []);
  useEffect(() => {
    void make(false);
    const timer = setInterval(() => void make(true), everyMs);
    return () => clearInterval(timer);
  }, [make]);
  useEffect(() => {
    if (sheet === undefined) return undefined;
    const onPrint = () => {
      const body = { madeAt: new Date(sheet.madeAt).toISOString(), rows: sheet.rows.length };
      // With everything down nobody hears it; that it was made is written down already.
      void post("/api/fallback-sheet/printed", body, sheetPrintedAnswer);
    };
    window.addEventListener("beforeprint", onPrint);
    return () => window.removeEventListener("beforeprint", onPrint);
  }, [sheet]);
  return { sheet, refusal, makeNew: () => void make(false) };
}
