/**
 * The form of a referral while it is filled in. In: who fills it in, the draft this device kept. Out: answers, what is shown, what the criteria say so far.
 * Every answer is sealed on the device as it is given, so a lost network, a reload or a killed tab takes nothing away.
 */
import type { Feed, Principal, RedFlag } from "@ucrt/schemas";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { newRequestId, type Refusal } from "../api.ts";
import { useSealedStore } from "../offline/offline-provider.tsx";
import { serverNowMs } from "../server-clock.ts";
import { waitingDraftName } from "./correction.ts";
import { checkBody, isFindingUnnamed, type Answers } from "./referral-body.ts";
import { judgeForm, type Judgement } from "./judge.ts";
import { grow } from "./growth.ts";
import { withoutHalfTyped } from "./without-half-typed.ts";
import { useCriteria } from "./use-criteria.ts";

/** What is kept of a form. */
export interface Draft {
  /** Names the draft, and what is sent of it, on this device. */
  readonly id: string;
  readonly feed: Feed;
  readonly answers: Answers;
  readonly found: readonly RedFlag[];
  /** Questions that were shown: they stay. */
  readonly shown: readonly string[];
}

export interface FormState {
  readonly draftId: string;
  readonly feed: Feed;
  readonly answers: Answers;
  readonly found: readonly RedFlag[];
  readonly shown: ReadonlySet<string>;
  /** By the last part of a field's path, what is wrong with it. */
  readonly wrong: Readonly<Record<string, string>>;
  readonly judgement: Judgement | undefined;
  readonly answer: (name: string, value: string) => void;
  readonly setFound: (found: readonly RedFlag[]) => void;
  readonly setFeed: (feed: Feed) => void;
  readonly setRefusal: (refusal: Refusal | undefined) => void;
  readonly refusal: Refusal | undefined;
  /** True once everything that was entered is sealed on this device. */
  readonly isKept: boolean;
  /** Puts the draft aside, for when what waits of it is refused, and begins anew. Stays as it is when the draft cannot be kept. */
  readonly startAnew: () => Promise<void>;
  readonly draft: Draft;
}

/** How long after the last change it is judged, milliseconds. */
const settleMs = 250;
const observationNames = new Set([
  "respirations",
  "saturation",
  "onOxygen",
  "systolic",
  "pulse",
  "consciousness",
  "temperature",
]);

const emptyDraft = (feed: Feed): Draft => ({ id: newRequestId(), feed, answers: {}, found: [], shown: [] });

export interface FormOptions {
  /** Under which name the draft is sealed. */
  readonly name: string;
  /** Another draft to begin with, when there is none of this name: what was sent and is to be amended. */
  readonly from?: string;
  readonly feed: Feed;
  readonly principal: Principal;
}

/** Undefined until the device has said what it kept. */
export function useForm({ name, from, feed, principal }: FormOptions): FormState | "not-kept" | undefined {
  const store = useSealedStore();
  const criteria = useCriteria();
  const [draft, setDraft] = useState<Draft | "not-kept">();
  const [refusal, setRefusal] = useState<Refusal>();
  const [judgement, setJudgement] = useState<Judgement>();
  const remembered = useRef<Answers>({});

  useEffect(() => {
    let isLeft = false;
    const read = async (): Promise<Draft | "not-kept"> => {
      remembered.current = ((await store?.get("reference", "reach-me")) as Answers | undefined) ?? {};
      const kept = (await store?.get("draft", name)) as Draft | undefined;
      if (kept !== undefined) return kept;
      if (from === undefined) return { ...emptyDraft(feed), answers: remembered.current };
      const sent = (await store?.get("draft", from)) as Draft | undefined;
      return sent === undefined ? "not-kept" : { ...sent, id: newRequestId() };
    };
    void read().then((found) => {
      if (!isLeft) setDraft(found);
    });
    return () => {
      isLeft = true;
    };
  }, [store, name, from, feed]);

  const change = useCallback(
    (how: (before: Draft) => Draft) =>
      setDraft((before) => (before === undefined || before === "not-kept" ? before : how(before))),
    [],
  );

  const isFilled = draft !== undefined && draft !== "not-kept" && isBegun(draft, remembered.current);
  const [keptDraft, setKeptDraft] = useState<Draft>();
  useEffect(() => {
    if (!isFilled || store === undefined || typeof draft !== "object") return undefined;
    let isOlder = false;
    // At once: a page may be gone a moment later.
    void store.put("draft", name, draft).then(
      () => {
        if (!isOlder) setKeptDraft(draft);
      },
      () => undefined,
    );
    return () => {
      isOlder = true;
    };
  }, [draft, isFilled, store, name]);
  useEffect(() => {
    if (draft === undefined || draft === "not-kept") return undefined;
    const timer = setTimeout(() => {
      const judged = criteria === undefined ? undefined : judge(draft, principal, criteria);
      setJudgement(judged);
      // Three answers come first: before them everything would be open at once.
      if (judged !== undefined && hasThreeAnswers(draft.answers, draft.found))
        change((before) => {
          const shown = grow(new Set(before.shown), judged.open);
          return shown.size === before.shown.length ? before : { ...before, shown: [...shown] };
        });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [draft, criteria, principal, change]);

  const wrong = useMemo(() => wrongFields(refusal), [refusal]);
  if (draft === undefined || draft === "not-kept") return draft;
  return {
    draft,
    draftId: draft.id,
    feed: draft.feed,
    answers: draft.answers,
    found: draft.found,
    shown: new Set(draft.shown),
    wrong,
    judgement,
    isKept: keptDraft === draft,
    refusal,
    setRefusal,
    answer: (field, value) =>
      change((before) => ({
        ...before,
        answers: {
          ...before.answers,
          [field]: value,
          ...(observationNames.has(field) ? { observedAt: new Date(serverNowMs()).toISOString() } : {}),
        },
      })),
    setFound: (found) => change((before) => ({ ...before, found })),
    setFeed: (next) => change((before) => ({ ...before, feed: next, shown: [] })),
    startAnew: async () => {
      try {
        await store?.put("draft", waitingDraftName(draft.id), draft);
      } catch {
        return;
      }
      await store?.remove("draft", name);
      setRefusal(undefined);
      setJudgement(undefined);
      setDraft({ ...emptyDraft(feed), answers: remembered.current });
    },
  };
}

/** The main need, the floor after a fall, the danger signs: enough for a first word. Where it is, is asked beside them and judged by the service. */
export function hasThreeAnswers(answers: Answers, found: readonly RedFlag[]): boolean {
  const has = (name: string): boolean => (answers[name] ?? "") !== "";
  return (
    has("need") &&
    has("screen") &&
    !isFindingUnnamed(answers, found) &&
    (answers["need"] !== "FALL" || has("onFloorNow"))
  );
}

/** Something was entered that is not only what the device remembers of its user. */
const isBegun = ({ answers, found }: Draft, remembered: Answers): boolean =>
  found.length > 0 || Object.entries(answers).some(([field, value]) => value !== "" && remembered[field] !== value);

type Criteria = NonNullable<ReturnType<typeof useCriteria>>;

/** Judged once there is a need: before it there is nothing to say. What is half typed counts as not answered. */
function judge(draft: Draft, principal: Principal, criteria: Criteria): Judgement | undefined {
  if ((draft.answers["need"] ?? "") === "") return undefined;
  const atMs = serverNowMs();
  const body = withoutHalfTyped(checkBody({ ...draft, principal, nowMs: atMs }));
  return body === undefined
    ? undefined
    : judgeForm(criteria.compiled, body, { atMs, placeOfPractice: criteria.placeOfPractice });
}

/** By the last part of the field's path: `crew.numbers.callBack` marks `callBack`. */
function wrongFields(refusal: Refusal | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (refusal?.fields ?? []).map(({ field, message }) => [field.split(".").at(-1) ?? field, message]),
  );
}
