/** The status of a submission, asked again every few seconds and sealed on this device, so that it can be read, and answered, without the network. */
import { submissionStatus, type SubmissionStatus } from "@ucrt/schemas";
import { useEffect, useState } from "react";
import type { Refusal } from "../api.ts";
import { useSealedStore } from "../offline/offline-provider.tsx";
import { useLoaded } from "../use-loaded.ts";

const askEveryMs = 3_000;

export function useStatus(id: string): {
  readonly status: SubmissionStatus | undefined;
  readonly refusal: Refusal | undefined;
  readonly reload: () => void;
} {
  const store = useSealedStore();
  const path = `/api/submissions/${encodeURIComponent(id)}`;
  const { value, refusal, reload } = useLoaded(path, submissionStatus, askEveryMs);
  const [kept, setKept] = useState<SubmissionStatus>();
  const hasNoAnswer = value === undefined && refusal?.status === 0;
  useEffect(() => {
    if (!hasNoAnswer) return;
    void store?.get("reference", path).then((raw) => {
      const parsed = submissionStatus.safeParse(raw);
      if (parsed.success) setKept(parsed.data);
    });
  }, [store, path, hasNoAnswer]);
  const text = value === undefined ? undefined : JSON.stringify(submissionStatus.encode(value));
  useEffect(() => {
    if (text !== undefined) void store?.put("reference", path, JSON.parse(text)).catch(() => undefined);
  }, [store, path, text]);
  return { status: value ?? (hasNoAnswer ? kept : undefined), refusal, reload };
}
