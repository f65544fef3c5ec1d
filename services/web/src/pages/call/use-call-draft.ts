/**
 * A call that is kept at the service while it is typed. In: the draft's id. Out: what was typed, how it is kept, and ways to go on.
 * Holds what was typed in this page only, never in the browser's store; says loudly when it is not kept, when another tab or person went on, and when it has ended.
 */
import {
  callDraftAnswer,
  callDraftConflict,
  callDraftEnd,
  callDraftRow,
  type CallDraftContent,
  type CallDraftDiscardReason,
} from "@ucrt/schemas";
import { useCallback, useEffect, useRef, useState } from "react";
import { z } from "zod";
import { get, post, type Refusal } from "../api.ts";
import { serverNowMs } from "../server-clock.ts";

/** How long after the last key it is saved, milliseconds; how often it is tried again while nothing answers. */
const settleMs = 600;
const againMs = 3_000;

const endOf = z.object({ how: z.enum(["sent", "discarded", "too-old"]), referralId: z.string().nullable() });

export type Keeping =
  | { readonly kind: "opening" | "empty" | "typed" | "saving" }
  | { readonly kind: "saved"; readonly atMs: number }
  | { readonly kind: "not-saved"; readonly sinceMs: number; readonly words: string }
  | { readonly kind: "elsewhere"; readonly words: string; readonly isYours: boolean }
  | { readonly kind: "ended"; readonly words: string; readonly referralId: string | null };

export interface CallDraft {
  readonly content: CallDraftContent;
  readonly keeping: Keeping;
  readonly change: (how: (before: CallDraftContent) => CallDraftContent) => void;
  /** Saves what is not saved yet; true when all is kept. */
  readonly flush: () => Promise<boolean>;
  /** Takes what is kept, and loses what this tab alone has. */
  readonly reload: () => void;
  readonly offerTo: (role: "spa-coordinator" | "spa-clinician") => Promise<Refusal | undefined>;
  /** It has become a referral: nothing more is saved. */
  readonly markSent: () => void;
  readonly discard: (reason: CallDraftDiscardReason) => Promise<Refusal | undefined>;
}

export const emptyCall: CallDraftContent = { feed: "community", answers: {}, found: [] };

/** `isNew`: nothing is kept yet, and nothing will be before something is typed. `onKept` is called when it is kept for the first time. */
export function useCallDraft(draftId: string, isNew: boolean, onKept: () => void): CallDraft {
  const [content, setContent] = useState<CallDraftContent>(emptyCall);
  const [keeping, setKeeping] = useState<Keeping>({ kind: isNew ? "empty" : "opening" });
  const now = useRef({ content: emptyCall, kept: isNew ? emptyCall : undefined, version: 0, isStopped: !isNew });
  const saving = useRef<Promise<boolean>>(undefined);
  const path = `/api/call-drafts/${encodeURIComponent(draftId)}`;

  const stop = useCallback((refusal: Refusal): void => {
    now.current.isStopped = true;
    const conflict = callDraftConflict.safeParse(refusal.current);
    const end = endOf.safeParse(refusal.current);
    if (refusal.status === 410 || refusal.status === 404)
      setKeeping({ kind: "ended", words: refusal.words, referralId: end.success ? end.data.referralId : null });
    else setKeeping({ kind: "elsewhere", words: refusal.words, isYours: conflict.success && conflict.data.isYours });
  }, []);

  const open = useCallback(async () => {
    const answered = await get(path, callDraftAnswer);
    if (!answered.ok) {
      if (answered.refusal.status === 409 || answered.refusal.status === 410 || answered.refusal.status === 404)
        return stop(answered.refusal);
      setKeeping({ kind: "ended", words: answered.refusal.words, referralId: null });
      return;
    }
    const { content: kept, version, savedAt } = answered.value;
    now.current = { content: kept, kept, version, isStopped: false };
    setContent(kept);
    setKeeping({ kind: "saved", atMs: savedAt });
  }, [path, stop]);

  useEffect(() => {
    if (!isNew && now.current.kept === undefined) void open();
  }, [isNew, open]);

  const saveOnce = useCallback(async (): Promise<boolean> => {
    const { content: mine, version, isStopped } = now.current;
    if (isStopped) return false;
    if (mine === now.current.kept) return true;
    setKeeping({ kind: "saving" });
    const answered = await post(path, { expectedVersion: version, content: mine }, callDraftRow, { method: "PUT" });
    if (answered.ok) {
      const isFirst = version === 0;
      now.current.version = answered.value.version;
      now.current.kept = mine;
      setKeeping(now.current.content === mine ? { kind: "saved", atMs: answered.value.savedAt } : { kind: "typed" });
      if (isFirst) onKept();
      return now.current.content === mine;
    }
    const { refusal } = answered;
    if (refusal.status === 409 || refusal.status === 410 || refusal.status === 404) stop(refusal);
    else
      setKeeping((before) => ({
        kind: "not-saved",
        sinceMs: before.kind === "not-saved" ? before.sinceMs : serverNowMs(),
        words: refusal.words,
      }));
    return false;
  }, [path, stop, onKept]);

  /** One save at a time; what was typed meanwhile is saved after it. */
  const flush = useCallback(async (): Promise<boolean> => {
    saving.current = (saving.current ?? Promise.resolve(true)).then(saveOnce);
    return saving.current;
  }, [saveOnce]);

  useEffect(() => {
    if (now.current.isStopped || content === now.current.kept) return undefined;
    const timer = setTimeout(() => void flush(), settleMs);
    return () => clearTimeout(timer);
  }, [content, flush]);

  const isNotSaved = keeping.kind === "not-saved" || keeping.kind === "typed";
  useEffect(() => {
    if (!isNotSaved) return undefined;
    const timer = setInterval(() => void flush(), againMs);
    return () => clearInterval(timer);
  }, [isNotSaved, flush]);

  // Whoever leaves the page within the moment that a key takes to settle loses nothing.
  useEffect(() => () => void flush(), [flush]);

  useEffect(() => {
    const onHidden = () => {
      if (document.visibilityState === "hidden") void flush();
    };
    document.addEventListener("visibilitychange", onHidden);
    return () => document.removeEventListener("visibilitychange", onHidden);
  }, [flush]);

  return {
    content,
    keeping,
    flush,
    reload: () => void open(),
    change: (how) => {
      if (now.current.isStopped) return;
      now.current.content = how(now.current.content);
      setContent(now.current.content);
      setKeeping((before) => (before.kind === "not-saved" ? before : { kind: "typed" }));
    },
    offerTo: async (to) => {
      if (!(await flush())) return undefined;
      const answered = await post(`${path}/offer`, { expectedVersion: now.current.version, to }, callDraftRow);
      return answered.ok ? undefined : answered.refusal;
    },
    markSent: () => {
      now.current.isStopped = true;
    },
    discard: async (reason) => {
      await flush();
      if (now.current.version === 0) return undefined;
      const body = { expectedVersion: now.current.version, reason };
      now.current.isStopped = true;
      const answered = await post(`${path}/discard`, body, callDraftEnd);
      if (answered.ok) return undefined;
      now.current.isStopped = false;
      return answered.refusal;
    },
  };
}
