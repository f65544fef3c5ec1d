/** The alarms of the board as they last, and their sound. In: the board, the area's times. Out: alarms by kind, and what a person can do about their sound. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLive } from "../live/use-live.tsx";
import { serverNowMs, useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { AlarmSound } from "./alarm-sound.ts";
import { alarmKinds, alarmsNow, alarmTable, type Alarm, type AlarmKind } from "./alarm-table.ts";
import { isSilenced, nothingRang, ringNow, silence, type Ringing } from "./ringing.ts";

/** Alarms are looked at again this often, milliseconds: what comes with a row rings at once all the same. */
const lookEveryMs = 5000;

export interface AlarmsOfKind {
  readonly kind: AlarmKind;
  readonly alarms: readonly Alarm[];
  /** True when every one of them was silenced by a person. */
  readonly isSilenced: boolean;
}

export interface Alarms {
  readonly byKind: readonly AlarmsOfKind[];
  /** Off until a person turns it on: browsers forbid sound before a press. */
  readonly isSoundOn: boolean;
  readonly toggleSound: () => void;
  /** Silences what lasts now of these kinds for the area's time; it stays in view. */
  readonly silence: (kinds: readonly AlarmKind[]) => void;
  readonly silenceMinutes: number;
}

export function useAlarms(): Alarms {
  const { board } = useLive();
  const { board: times } = useSession();
  const nowMs = useServerNow(lookEveryMs);
  const [isSoundOn, setSoundOn] = useState(false);
  const [ringing, setRinging] = useState<Ringing>(nothingRang);
  const sound = useRef<AlarmSound>(undefined);
  const latest = useRef(ringing);
  latest.current = ringing;

  const { ringing: ringingRows, lanes, feeds, parked } = board;
  // A deadline comes near with time and not with a row: looked at with the clock, so that not every change costs a look.
  const latestLanes = useRef(lanes);
  latestLanes.current = lanes;
  const alarms = useMemo(
    () =>
      nowMs === 0
        ? []
        : alarmsNow({ ringing: ringingRows.values(), lanes: latestLanes.current, feeds, parked }, times, nowMs),
    [ringingRows, feeds, parked, times, nowMs],
  );
  useEffect(() => {
    const { kinds, after } = ringNow(latest.current, alarms, serverNowMs());
    if (kinds.length > 0 || alarms.length > 0 || latest.current.known.size > 0) setRinging(after);
    if (isSoundOn) for (const kind of kinds) sound.current?.play(alarmTable[kind].notes);
  }, [alarms, nowMs, isSoundOn]);
  useEffect(() => () => sound.current?.stop(), []);

  const toggleSound = useCallback(() => {
    sound.current ??= new AlarmSound();
    const player = sound.current;
    if (isSoundOn) {
      setSoundOn(false);
      return;
    }
    void player.allow().then((isAllowed) => {
      setSoundOn(isAllowed);
      // Heard once, so that whoever turns it on knows how loud it is.
      if (isAllowed) player.play([[740, 200]]);
    });
  }, [isSoundOn]);
  const silenceKinds = useCallback(
    (kinds: readonly AlarmKind[]) =>
      setRinging((before) => silence(before, alarms, kinds, serverNowMs() + times.silenceMinutes * 60_000)),
    [alarms, times.silenceMinutes],
  );

  const byKind = alarmKinds.flatMap((kind): readonly AlarmsOfKind[] => {
    const ofKind = alarms.filter((alarm) => alarm.kind === kind);
    return ofKind.length === 0
      ? []
      : [{ kind, alarms: ofKind, isSilenced: ofKind.every(({ key }) => isSilenced(ringing, key, nowMs)) }];
  });
  return { byKind, isSoundOn, toggleSound, silence: silenceKinds, silenceMinutes: times.silenceMinutes };
}
