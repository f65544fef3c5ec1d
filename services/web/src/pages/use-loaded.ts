/** Loads something from the interface and keeps it fresh. In: a path and a contract. Out: the value, the refusal, a way to load again. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { get, type Refusal } from "./api.ts";

export interface Loaded<T> {
  readonly value: T | undefined;
  /** Of the last attempt; the value before it stays. */
  readonly refusal: Refusal | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** Loads at once and then every `everyMs` while the page is visible; `path` undefined loads nothing. */
export function useLoaded<Schema extends z.ZodType>(
  path: string | undefined,
  schema: Schema,
  everyMs?: number,
): Loaded<z.output<Schema>> {
  const [state, setState] = useState<{
    path?: string | undefined;
    value?: z.output<Schema>;
    refusal?: Refusal;
    isLoading: boolean;
  }>({ isLoading: true });
  const round = useRef(0);
  const load = useCallback(
    async (isByTimer: boolean) => {
      if (path === undefined) return;
      const mine = ++round.current;
      const answered = await get(path, schema, { isByTimer });
      if (mine !== round.current) return;
      setState((before) =>
        answered.ok
          ? { path, value: answered.value, isLoading: false }
          : {
              path,
              ...(before.path === path && before.value !== undefined ? { value: before.value } : {}),
              refusal: answered.refusal,
              isLoading: false,
            },
      );
    },
    [path, schema],
  );
  useEffect(() => {
    void load(false);
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void load(true);
    }, everyMs);
    return () => clearInterval(timer);
  }, [load, everyMs]);
  const reload = useCallback(() => void load(false), [load]);
  return {
    value: state.path === path ? state.value : undefined,
    refusal: state.refusal,
    isLoading: state.isLoading,
    reload,
  };
}
