/**
 * Whether the service can be reached. In: what came of each call, and what the browser says of its network. Out: `useIsOnline`, and a word to whoever waits for it.
 * A browser that says "online" may still reach nothing, so the last call decides; a browser that says "offline" is believed.
 */
import { useSyncExternalStore } from "react";

let didLastCallAnswer = true;
let usedAtMs = 0;
const listeners = new Set<() => void>();

/** Takes the outcome of a call: whether anything answered, and whether a person had asked. */
export function noteCall({ answered, isByTimer }: { readonly answered: boolean; readonly isByTimer: boolean }): void {
  if (answered && !isByTimer) usedAtMs = Date.now();
  if (didLastCallAnswer === answered) return;
  didLastCallAnswer = answered;
  for (const listener of listeners) listener();
}

/** When a person's call was last answered, by the device's clock, epoch milliseconds; 0 when none was. */
export const lastUseMs = (): number => usedAtMs;

/** False when the browser has no network, or the last call was not answered. */
export const isOnline = (): boolean => didLastCallAnswer && navigator.onLine;

/** Calls back whenever it may have changed. Returns how to stop. */
export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** {@link isOnline} as it changes. */
export const useIsOnline = (): boolean => useSyncExternalStore(onConnection, isOnline);
