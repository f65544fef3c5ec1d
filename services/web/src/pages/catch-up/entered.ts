/** What was entered from paper in this tab, so that whoever enters several sees each result. In: results. Out: the list, the newest first. Numbers and words, nobody's name. */
import { useSyncExternalStore } from "react";

export interface Entered {
  readonly referralId: string;
  readonly words: string;
}

let entered: readonly Entered[] = [];
const listeners = new Set<() => void>();

export function noteEntered(one: Entered): void {
  entered = [one, ...entered].slice(0, 100);
  for (const listener of listeners) listener();
}

export const useEntered = (): readonly Entered[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => entered,
  );
