/**
 * A call that was being written down and turned out to be about this case. In: the draft's id in the address (`?call=`), which says nothing about anybody.
 * Out: what the form that records it begins with, and its end once it was recorded. Until then it stays among the calls not finished, whatever happens to this page.
 */
import { callDraftAnswer, callDraftEnd } from "@ucrt/schemas";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { post, type Refusal } from "../api.ts";
import type { Values } from "../commands/command-parts.ts";
import { useLoaded } from "../use-loaded.ts";
import { valuesOfCall } from "./call-to-record.ts";

export interface CarriedCall {
  /** The form waits: it would begin without what was typed. */
  readonly isOpening: boolean;
  /** Undefined when no call was carried here, or when it cannot be read. */
  readonly values: Values | undefined;
  /** Why it cannot be read: a colleague has it, or it has ended. */
  readonly refusal: Refusal | undefined;
  /** It has been recorded on this case: the draft ends. Its refusal when it did not; then it is still listed. */
  readonly end: () => Promise<Refusal | undefined>;
}

export function useCarriedCall(referralId: string): CarriedCall {
  const [parameters, setParameters] = useSearchParams();
  const draftId = parameters.get("call");
  const path = draftId === null ? undefined : `/api/call-drafts/${encodeURIComponent(draftId)}`;
  const { value, refusal } = useLoaded(path, callDraftAnswer);
  const values = useMemo(() => (value === undefined ? undefined : valuesOfCall(value.content)), [value]);
  return {
    isOpening: path !== undefined && value === undefined && refusal === undefined,
    values,
    refusal: path === undefined ? undefined : refusal,
    end: async () => {
      if (path === undefined || value === undefined) return undefined;
      const body = { expectedVersion: value.version, reason: "recorded-on-existing", about: referralId };
      const answered = await post(`${path}/discard`, body, callDraftEnd);
      // It is recorded here: a reload or a second call begins with an empty form.
      setParameters(
        (before) => {
          before.delete("call");
          before.delete("do");
          return before;
        },
        { replace: true },
      );
      return answered.ok ? undefined : answered.refusal;
    },
  };
}
