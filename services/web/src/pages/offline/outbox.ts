/**
 * Actions of this device that have to reach the service: a referral, "I am leaving", "arrived". In: a path, a body, when it happened. Out: the answer, at
 * once or later; what waits, what was refused, what was sent and not yet looked at. One after the other, in the order they were given.
 *
 *   give ──> waiting ──> sent      kept until the person has seen it
 *               │  ▲ └─> refused   kept until the person has seen it: the reason in words
 *               │└─┘ nothing answered, or nobody is signed in: later, with the same request id
 *               └──> taken back    tried no more; kept until the person has read that it may have arrived
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
  /** It was tried at least once: whether it arrived is not known until an answer comes. */
  readonly isAttempted?: boolean;
  /** It was taken back while it was under way, and had arrived. */
  readonly isTakenBack?: boolean;
} & (
    | { readonly state: "waiting" }
    | { readonly state: "taken-back" }
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
  /**
   * The person does not want it sent any more. What was never tried is gone; what was tried is tried no more, and stays until the person has read that it may
   * have arrived. When its answer still comes, it is shown as sent.
   */
  readonly takeBack: (requestId: string) => Promise<void>;
  /** The person has seen how it went. */
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

  /** Seen on the device: gone from it later, another tab has dropped it. */
  const onDevice = new Set(entries.map(({ requestId }) => requestId));
  /** What the device does not hold as this page does: being written, or it did not take it. */
  const unsaved = new Set<string>();
  const dropped = new Set<string>();
  let changes = 0;
  /** One write after the other, so that the last one given is the last one kept. */
  let writing: Promise<void> = Promise.resolve();
  const write = (work: () => Promise<void>): Promise<void> => {
    writing = writing.then(work);
    return writing;
  };

  const find = (id: string): Entry | undefined => entries.find(({ requestId }) => requestId === id);
  const show = (next: readonly Entry[]): void => {
    entries = next;
    for (const listener of listeners) listener();
  };
  const keep = async (entry: Entry): Promise<void> => {
    const { requestId } = entry;
    const at = entries.findIndex((each) => each.requestId === requestId);
    unsaved.add(requestId);
    dropped.delete(requestId);
    changes += 1;
    show(at === -1 ? [...entries, entry] : entries.with(at, entry));
    if (store === undefined) return;
    await write(async () => {
      try {
        await store.put("action", requestId, entry, { isUnsent: isUnsent(entry) });
        if (find(requestId) === entry) unsaved.delete(requestId);
        onDevice.add(requestId);
      } catch {
        // A device that is full, or has passed to somebody else: it stays in this page and goes out from here.
      }
      changes += 1;
    });
  };

  const drop = async (requestId: string): Promise<void> => {
    dropped.add(requestId);
    changes += 1;
    show(entries.filter((entry) => entry.requestId !== requestId));
    await write(async () => {
      await store?.remove("action", requestId).catch(() => undefined);
    });
  };

  /** What the device holds wins over this page's memory: another tab may have sent some of it, or taken it back. */
  const refresh = async (): Promise<void> => {
    if (store === undefined) return;
    for (;;) {
      const before = changes;
      const [isOurs, held] = [await store.isOurs(), await kept(store)];
      // Given, sent or taken back while it was read: read again.
      if (before !== changes) continue;
      for (const { requestId } of held) onDevice.add(requestId);
      const isHere = (id: string) => unsaved.has(id) || !onDevice.has(id) || !isOurs;
      return show(merged({ shown: entries, held: held.filter(({ requestId }) => !dropped.has(requestId)), isHere }));
    }
  };

  const takeBack = async (requestId: string): Promise<void> => {
    await refresh();
    const entry = find(requestId);
    if (entry?.state !== "waiting") return;
    // After an attempt nobody knows here whether it arrived: that has to be said.
    if (entry.isAttempted === true) await keep({ ...entry, state: "taken-back", hasWaited: true });
    else await drop(requestId);
  };

  const sendWaiting = async (): Promise<void> => {
    for (;;) {
      await refresh();
      const next = entries.find((entry) => entry.state === "waiting");
      if (next === undefined) return;
      const tried: Entry = { ...next, isAttempted: true };
      await keep(tried);
      if (find(tried.requestId)?.state !== "waiting") continue;
      const came = await attempt(tried);
      await refresh();
      const isTakenBack = find(tried.requestId)?.state !== "waiting";
      if (came.kind === "later") return;
      if (came.kind === "sent") {
        const sent = { ...tried, state: "sent", answer: came.answer } as const;
        // Taken back too late: it is shown, so that it can be withdrawn.
        await keep(isTakenBack ? { ...sent, isTakenBack, hasWaited: true } : sent);
        continue;
      }
      // Taken back, and never taken: nothing is left to say.
      if (isTakenBack) {
        await drop(tried.requestId);
        continue;
      }
      const right = putRight(tried, came.refusal.code, nowMs());
      // Kept before it goes out: a lost answer is asked for with the very same body.
      await keep(
        right === undefined ? { ...tried, state: "refused", refusal: came.refusal } : { ...tried, body: right },
      );
    }
  };
  const sendAll = (): Promise<void> => {
    sending ??= alone(async () => {
      await refresh();
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
      if (find(entry.requestId)?.state === "waiting") await sendAll();
      const after = find(entry.requestId);
      // Taken back before it was tried.
      if (after === undefined) return { ...entry, state: "taken-back" };
      if (after.state === "waiting") await keep({ ...after, hasWaited: true });
      else if (after.state !== "taken-back" && after.isTakenBack !== true) await drop(after.requestId);
      return after;
    },
    sendAll,
    entries: () => entries,
    takeBack,
    drop,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Refused and not read yet counts too: nobody has been told. */
const isUnsent = ({ state }: Entry): boolean => state === "waiting" || state === "refused";

async function kept(store: SealedStore | undefined): Promise<readonly Entry[]> {
  const found = (await store?.list("action")) ?? [];
  // Whatever a page finds here it did not give itself.
  return found
    .map(({ value }) => ({ ...(value as Entry), hasWaited: true }))
    .toSorted((left, right) => left.atMs - right.atMs);
}

/** What the device holds, and of this page's memory what is only here (`isHere`). */
function merged(given: {
  readonly shown: readonly Entry[];
  readonly held: readonly Entry[];
  readonly isHere: (requestId: string) => boolean;
}): readonly Entry[] {
  const { shown, held, isHere } = given;
  const here = new Map(shown.map((entry) => [entry.requestId, entry]));
  const onlyHere = shown.filter(({ requestId }) => isHere(requestId));
  const fromDevice = held
    .filter(({ requestId }) => !(here.has(requestId) && isHere(requestId)))
    // What this page is just giving has not waited, though the device holds it already.
    .map((entry) => ({ ...entry, hasWaited: here.get(entry.requestId)?.hasWaited ?? true }));
  return [...fromDevice, ...onlyHere].toSorted((left, right) => left.atMs - right.atMs);
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
