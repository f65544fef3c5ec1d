/**
 * The criteria in force and the practices of the area, for a form that judges on this device. In: `GET /api/criteria`, `GET /api/directory`; without the network what
 * the device kept of them. Out: compiled criteria, the directory. Neither says anything about a person.
 */
import { criteriaAnswer, directoryAnswer, readTolerantly, type DirectoryAnswer } from "@ucrt/schemas";
import { useEffect, useMemo, useState } from "react";
import type { z } from "zod";
import { get, nothing } from "../api.ts";
import { useIsOnline } from "../connection.ts";
import { useSealedStore } from "../offline/offline-provider.tsx";
import { compileAnswer } from "./judge.ts";

/** Loads once while there is a network and keeps what came; without one, what was kept last. */
export function useKept<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> | undefined {
  const store = useSealedStore();
  const isOnline = useIsOnline();
  const [value, setValue] = useState<z.output<Schema>>();
  const isKnown = value !== undefined;
  useEffect(() => {
    if (isKnown) return undefined;
    let isLeft = false;
    const take = (raw: unknown) => {
      const parsed = readTolerantly(schema, raw);
      if (parsed.success && !isLeft) setValue(parsed.data);
    };
    const load = async () => {
      const answered = await get(path, nothing);
      if (!answered.ok) return take(await store?.get("reference", path));
      take(answered.value);
      await store?.put("reference", path, answered.value).catch(() => undefined);
    };
    void load();
    return () => {
      isLeft = true;
    };
  }, [path, schema, store, isOnline, isKnown]);
  return value;
}

/** Services, teams and practices with their hours as of when it was loaded. */
export const useDirectory = (): DirectoryAnswer | undefined => useKept("/api/directory", directoryAnswer);

export function useCriteria() {
  const answer = useKept("/api/criteria", criteriaAnswer);
  const directory = useDirectory();
  const compiled = useMemo(() => (answer === undefined ? undefined : compileAnswer(answer)), [answer]);
  return useMemo(
    () =>
      compiled === undefined
        ? undefined
        : {
            compiled,
            directory,
            placeOfPractice: new Map((directory?.practices ?? []).map(({ ods, place }) => [ods, place])),
          },
    [compiled, directory],
  );
}
