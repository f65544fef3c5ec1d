/** Alarms: their strip, their sound, their keys, and their count in the title of the page. In: how many need somebody now. Renders apart, so that rows do not. */
import { useEffect, useRef, type RefObject } from "react";
import { AlarmStrip } from "./alarm-strip.tsx";
import { useAlarms } from "./use-alarms.ts";

export interface AlarmKeys {
  readonly sound: () => void;
  readonly silence: () => void;
}

export interface AlarmBarProps {
  readonly needed: number;
  readonly onShow: (referralId: string) => void;
  /** Filled here: what the keys of the board call. */
  readonly keys: RefObject<AlarmKeys | undefined>;
}

export function AlarmBar({ needed, onShow, keys }: AlarmBarProps) {
  const alarms = useAlarms();
  const latest = useRef(alarms);
  latest.current = alarms;
  useEffect(() => {
    keys.current = {
      sound: () => latest.current.toggleSound(),
      silence: () => latest.current.silence(latest.current.byKind.map(({ kind }) => kind)),
    };
  }, [keys]);
  const isLoud = alarms.byKind.some(({ isSilenced }) => !isSilenced);
  return (
    <>
      <title>{`${isLoud ? "! " : ""}${needed > 0 ? `(${needed}) ` : ""}Board – Urgent community response`}</title>
      <div className={isLoud ? "app-ringing" : ""}>
        <AlarmStrip alarms={alarms} onShow={onShow} />
      </div>
    </>
  );
}
