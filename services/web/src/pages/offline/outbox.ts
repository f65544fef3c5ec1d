/**
 * Actions of this device that have to reach the service: a referral, "I am leaving", "arrived". In: a path, a body, when it happened. Out: the answer, at
 * once or later; what waits, what was refused, what was sent and not yet looked at. One after the other, in the order they were given.
 *
 *   give ──> waiting ──> sent      kept until the person has seen it
 *               │  ▲ └─> refused   kept until the person has seen it: the reason in words
 *               └──┘ nothing answered, or nobody is signed in: later, with the same request id
 *
 * An action is sealed on the device before the first attempt, so it survives a reload or a killed tab in the middle of it. It is never done twice: each
 * attempt has the same request id and body, and the service answers a repeat with the stored answer. Never tells anybody that it was sent before it was.
 */
import type { Refusal } from "../api.ts";
import type { SealedStore } from "./sealed-store.ts";

export interface Action {
  /** Made on this device; the idempotency key of every attempt. */
  readonly requestId: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** `command`: gets `at` when it is given, unless it has one, and the reason why it comes late if it does. `message`: sent as it is. */
  readonly kind: "command" | "message";
  /** When it happened, server's time as far as known, epoch milliseconds. */
  readonly atMs: number;
  /** What it is, for the person, without anybody's identity: "I am leaving". */
  readonly words: string;
  /** What it is about, so that a page finds its own: a referral's id. */
  readonly about: string;
}

/** What a page gives; a `requestId` only when it has made one before, for the same body. */
export type Given = Omit<Action, "requestId" | "atMs"> & { readonly requestId?: string };

export type Entry = Action & {
  /** It did not go out at once: whoever gave it may have left the page, so how it went has to be shown. */
  readonly hasWaited: boolean;
} & (
    | { readonly state: "waiting" }
    | { readonly state: "sent"; readonly answer: unknown }
    | { readonly state: "refused"; readonly refusal: Refusal }
  );

/** What one attempt brought. `later`: nothing is known, try again with the same id. */
export type Attempt =
  | { readonly kind: "sent"; readonly answer: unknown }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "later" };

export interface Outbox {
  /**
   * Keeps an action and tries to send it. Answers its entry after the first attempt: sent, refused, or waiting. What went out at once, or was refused at once, is
   * the caller's to show and is kept no longer; what waited is kept until `drop`.
   */
  readonly give: (action: Given) => Promise<Entry>;
  /** Sends what waits. Two calls at once are one. */
  readonly sendAll: () => Promise<void>;
  /** Oldest first; the same list until something changes. */
  readonly entries: () => readonly Entry[];
  /** The person has seen how it went, or takes back what was not sent. */
  readonly drop: (requestId: string) => Promise<void>;
  readonly subscribe: (listener: () => void) => () => void;
}

export interface OutboxParts {
  /** Undefined where the browser can keep nothing: then it lives as long as the page. */
  readonly store: SealedStore | undefined;
  readonly attempt: (action: Action) => Promise<Attempt>;
  /** Whether the person whose actions these are is signed in now: asked before a round of attempts. @default yes */
  readonly maySend?: () => Promise<boolean>;
  /** The server's time, epoch milliseconds. */
  readonly nowMs: () => number;
  readonly newId: () => string;
  /** Runs one sender at a time over all tabs. @default at once */
  readonly alone?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Reads back what this person's device kept. */
export async function createOutbox(parts: OutboxParts): Promise<Outbox> {
  const { store, attempt, nowMs, newId } = parts;
  const maySend = parts.maySend ?? (async () => true);
  const alone = parts.alone ?? ((work) => work());
  let entries: readonly Entry[] = await kept(store);
  const listeners = new Set<() => void>();
  let sending: Promise<void> | undefined;

  const show = (next: readonly Entry[]): void => {
    entries = next;
    for (const listener of listeners) listener();
  };
  const keep = async (entry: Entry): Promise<void> => {
    const at = entries.findIndex(({ requestId }) => requestId === entry.requestId);
    show(at === -1 ? [...entries, entry] : entries.with(at, entry));
    // A device that is full, or has passed to somebody else: it stays in this page and goes out from here.
    await store?.put("action", entry.requestId, entry).catch(() => undefined);
  };

  const drop = async (requestId: string): Promise<void> => {
    show(entries.filter((entry) => entry.requestId !== requestId));
    await store?.remove("action", requestId);
  };

  const sendWaiting = async (): Promise<void> => {
    for (;;) {
      const next = entries.find(({ state }) => state === "waiting");
      if (next === undefined) return;
      const came = await attempt(next);
      if (came.kind === "later") return;
      // Taken back meanwhile: what came of it is not shown again.
      if (!entries.some(({ requestId }) => requestId === next.requestId)) continue;
      const right = came.kind === "refused" ? putRight(next, came.refusal.code, nowMs()) : undefined;
      if (right !== undefined) {
        // Kept before it goes out: a lost answer is asked for with the very same body.
        await keep({ ...next, body: right });
        continue;
      }
      await keep(
        came.kind === "sent"
          ? { ...next, state: "sent", answer: came.answer }
          : { ...next, state: "refused", refusal: came.refusal },
      );
    }
  };
  const sendAll = (): Promise<void> => {
    sending ??= alone(async () => {
      // Another tab may have sent some of it.
      if (store !== undefined) show(merged(entries, await kept(store)));
      if (entries.some(({ state }) => state === "waiting") && (await maySend())) await sendWaiting();
    }).finally(() => {
      sending = undefined;
    });
    return sending;
  };

  return {
    give: async (given) => {
      const atMs = Math.floor(nowMs());
      const body = given.kind === "command" ? { at: new Date(atMs).toISOString(), ...given.body } : given.body;
      const entry: Entry = {
        ...given,
        body,
        requestId: given.requestId ?? newId(),
        atMs,
        hasWaited: false,
        state: "waiting",
      };
      await keep(entry);
      await sendAll();
      // It may have been given while an attempt that it was not part of came to its end.
      if (current(entries, entry).state === "waiting") await sendAll();
      const after = current(entries, entry);
      if (after.state === "waiting") await keep({ ...after, hasWaited: true });
      else await drop(after.requestId);
      return after;
    },
    sendAll,
    entries: () => entries,
    drop,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const current = (entries: readonly Entry[], entry: Entry): Entry =>
  entries.find(({ requestId }) => requestId === entry.requestId) ?? entry;

async function kept(store: SealedStore | undefined): Promise<readonly Entry[]> {
  const found = (await store?.list("action")) ?? [];
  // Whatever a page finds here it did not give itself.
  return found
    .map(({ value }) => ({ ...(value as Entry), hasWaited: true }))
    .toSorted((left, right) => left.atMs - right.atMs);
}

/** What the device holds wins over this page's memory; what only this page holds (a full device) stays. */
function merged(shown: readonly Entry[], onDevice: readonly Entry[]): readonly Entry[] {
  const ids = new Set(onDevice.map(({ requestId }) => requestId));
  const onlyHere = shown.filter(({ requestId, state }) => !ids.has(requestId) && state === "waiting");
  // What this page is just giving has not waited, though the device holds it already.
  const here = new Map(shown.map(({ requestId, hasWaited }) => [requestId, hasWaited]));
  const held = onDevice.map((entry) => ({ ...entry, hasWaited: here.get(entry.requestId) ?? true }));
  return [...held, ...onlyHere].toSorted((left, right) => left.atMs - right.atMs);
}

const aMomentMs = 60_000;

/**
 * The body of an attempt that was refused only for its time, put right; undefined when there is nothing to put right. The service remembers no refusal,
 * so the same request id may go with it. `code`: what the service said.
 */
function putRight(action: Entry, code: string, nowMs: number): Action["body"] | undefined {
  if (action.kind === "message") return undefined;
  const isOwnTime = action.body["at"] !== new Date(action.atMs).toISOString();
  const isJustGiven = nowMs - action.atMs <= aMomentMs;
  if (code === "REF_LATE_REASON_MISSING" && action.body["lateReason"] === undefined) {
    // Entered late by hand, with the network there: whoever did it says why.
    if (isOwnTime && isJustGiven && !action.hasWaited) return undefined;
    return { ...action.body, lateReason: "no-signal" };
  }
  // The device's idea of the time was a little off: what was said a moment ago happened now.
  const isTime = code === "REF_TIME_IN_FUTURE" || code === "REF_TIME_TOO_EARLY";
  if (!isTime || isOwnTime || !isJustGiven) return undefined;
  const { at: _at, ...timeless } = action.body;
  return timeless;
}
