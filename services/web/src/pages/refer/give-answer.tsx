/**
 * An answer of the referrer that must not be lost: it goes through the outbox, with the time it was tapped. In: a path, a body. Out: what has become of it, in words
 * beside the button: recorded, refused and why, or waiting on this device.
 */
import { useState } from "react";
import type { Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atTime } from "../format.ts";
import { useOutbox } from "../offline/offline-provider.tsx";
import type { Given } from "../offline/outbox.ts";

export interface Giving {
  readonly give: (action: Given) => Promise<void>;
  readonly isGiving: boolean;
  /** Words of what was given last and is recorded. */
  readonly said: string | undefined;
  readonly refusal: Refusal | undefined;
}

/** `onChanged` is called once something is recorded. */
export function useGiving(onChanged: () => void): Giving {
  const outbox = useOutbox();
  const [isGiving, setGiving] = useState(false);
  const [said, setSaid] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  return {
    isGiving,
    said,
    refusal,
    give: async (action) => {
      setGiving(true);
      setSaid(undefined);
      setRefusal(undefined);
      const entry = await outbox?.give(action);
      setGiving(false);
      if (entry?.state === "refused") setRefusal(entry.refusal);
      if (entry?.state !== "sent") return;
      setSaid(action.words);
      onChanged();
    },
  };
}

/** What has become of the answers about one referral. */
export function GivenWords({ giving: { said, refusal }, about }: { readonly giving: Giving; readonly about: string }) {
  const waiting = useOutbox()?.entries.filter((entry) => entry.about === about && entry.state === "waiting") ?? [];
  return (
    <div role="status">
      {waiting.map((entry) => (
        <p key={entry.requestId} className="app-wrong">
          “{entry.words}”, {atTime(entry.atMs)}: waits on this device, nobody has been told yet.
        </p>
      ))}
      {said === undefined ? null : <p className="app-right">{said}: recorded.</p>}
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </div>
  );
}
