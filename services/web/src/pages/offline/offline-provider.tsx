/**
 * Opens what this device keeps for the person who is signed in, and sends what waits whenever the service can be reached. In: the session.
 * Out: `useSealedStore`, `useOutbox`. Where a browser can keep nothing, actions live as long as the page, and nothing else changes.
 */
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { newRequestId, nothing, post } from "../api.ts";
import { lastUseMs, onConnection } from "../connection.ts";
import { serverNowMs } from "../server-clock.ts";
import { askSession, useSession } from "../session.tsx";
import { attemptOf } from "./attempt-of.ts";
import { rememberSession } from "./device-session.ts";
import { ownerOf } from "./owner-of.ts";
import { createOutbox, type Entry, type Outbox } from "./outbox.ts";
import { canSeal, openSealedStore, type SealedStore } from "./sealed-store.ts";

interface Device {
  readonly subject: string;
  readonly store: SealedStore | undefined;
  readonly outbox: Outbox;
  /** Actions that waited here and are gone: another person's, or too old. */
  readonly lostActions: number;
}

const DeviceContext = createContext<Device | undefined>(undefined);

/** A store that does not open holds nobody up. */
const openWithinMs = 3_000;
const tryAgainEveryMs = 10_000;
const rememberEveryMs = 60_000;
const deviceNowMs = (): number => Date.now();

export function OfflineProvider({ children }: { readonly children: ReactNode }) {
  const { principal, device: limits, isConfirmed, refresh } = useSession();
  const subject = principal?.subject;
  const keepForMs = limits.keepsHours * 3_600_000;
  const [device, setDevice] = useState<Device>();

  useEffect(() => {
    if (subject === undefined) return undefined;
    let isLeft = false;
    let opened: SealedStore | undefined;
    void openDevice(subject, keepForMs).then((made) => {
      opened = made.store;
      if (isLeft) opened?.close();
      else setDevice(made);
    });
    return () => {
      isLeft = true;
      opened?.close();
      setDevice(undefined);
    };
  }, [subject, keepForMs]);

  useEffect(() => (device === undefined ? undefined : keepSending(device.outbox)), [device]);
  useEffect(() => {
    if (device === undefined || !isConfirmed) return undefined;
    return keepRemembering(device, limits.idleMinutes * 60_000);
  }, [device, isConfirmed, limits.idleMinutes]);
  // A page that started without the network asks who is signed in as soon as it can.
  useEffect(() => {
    if (isConfirmed) return undefined;
    const ask = () => void (navigator.onLine ? refresh() : undefined);
    const stop = onConnection(ask);
    const timer = setInterval(ask, tryAgainEveryMs);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [isConfirmed, refresh]);

  if (subject !== undefined && device?.subject !== subject) return null;
  return <DeviceContext value={device}>{children}</DeviceContext>;
}

/** What this device keeps for the person, sealed; undefined where nothing can be kept. */
export const useSealedStore = (): SealedStore | undefined => useContext(DeviceContext)?.store;

const noEntries: readonly Entry[] = [];
const nothingToHear = () => () => undefined;

export interface ShownOutbox {
  readonly entries: readonly Entry[];
  readonly lostActions: number;
  readonly lossWasRead: () => Promise<void>;
  readonly give: Outbox["give"];
  readonly takeBack: Outbox["takeBack"];
  readonly drop: Outbox["drop"];
  readonly sendAll: Outbox["sendAll"];
}

/** The actions of this device as they change; undefined while nobody is signed in. */
export function useOutbox(): ShownOutbox | undefined {
  const device = useContext(DeviceContext);
  const outbox = device?.outbox;
  const entries = useSyncExternalStore(outbox?.subscribe ?? nothingToHear, outbox?.entries ?? (() => noEntries));
  if (device === undefined || outbox === undefined) return undefined;
  return {
    entries,
    lostActions: device.lostActions,
    lossWasRead: async () => device.store?.lossWasRead(),
    give: outbox.give,
    takeBack: outbox.takeBack,
    drop: outbox.drop,
    sendAll: outbox.sendAll,
  };
}

async function openDevice(subject: string, keepForMs: number): Promise<Device> {
  const opening = canSeal()
    ? openSealedStore({ subject, keepForMs, nowMs: deviceNowMs }).catch(() => undefined)
    : Promise.resolve(undefined);
  const opened = await Promise.race([
    opening,
    new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), openWithinMs)),
  ]);
  // Where a browser has no hashes, only the question before each round is left.
  const expectedPerson = await ownerOf(subject).catch(() => undefined);
  const outbox = await createOutbox({
    store: opened?.store,
    attempt: async ({ path, body, requestId }) =>
      attemptOf(path, await post(path, body, nothing, { requestId, expectedPerson })),
    // In another tab somebody else may have signed in: what one person did never goes out in the name of another.
    maySend: async () => {
      if (!navigator.onLine) return false;
      // What is sent counts as use of the session, asking again and again does not.
      const answered = await askSession({ isByTimer: true });
      return answered.ok && answered.value.principal?.subject === subject;
    },
    nowMs: serverNowMs,
    newId: newRequestId,
    alone: async (work) => (navigator.locks === undefined ? work() : navigator.locks.request("ucrt-outbox", work)),
  });
  return { subject, store: opened?.store, outbox, lostActions: opened?.lostActions ?? 0 };
}

/** Tries when the network is back, when the page is looked at again, and every few seconds while something waits. */
function keepSending(outbox: Outbox): () => void {
  const send = () => {
    if (outbox.entries().some(({ state }) => state === "waiting")) void outbox.sendAll();
  };
  send();
  const stop = onConnection(send);
  document.addEventListener("visibilitychange", send);
  const timer = setInterval(send, tryAgainEveryMs);
  return () => {
    stop();
    document.removeEventListener("visibilitychange", send);
    clearInterval(timer);
  };
}

/** Notes now, and from minute to minute as the page is used, that the service has confirmed the session. */
function keepRemembering({ store }: Device, idleMs: number): () => void {
  if (store === undefined) return () => undefined;
  let noted = 0;
  const note = async () => {
    const usedMs = lastUseMs();
    if (usedMs <= noted) return;
    const answered = await askSession({ isByTimer: true });
    if (!answered.ok || answered.value.principal === null) return;
    noted = usedMs;
    await rememberSession(store, {
      answer: answered.value,
      confirmedAtMs: usedMs,
      idleMs,
      aheadMs: Date.parse(answered.value.now) - deviceNowMs(),
    }).catch(() => undefined);
  };
  void note();
  const timer = setInterval(() => void note(), rememberEveryMs);
  return () => clearInterval(timer);
}
