/**
 * Which alarms ring now. Pure. In: what lasts, when each kind last rang, what a person has silenced. Out: the kinds to ring, and how it is afterwards.
 * What is new rings at once, whatever was silenced before it; what lasts rings again at its interval; silencing hides nothing.
 */
import { alarmKinds, alarmTable, type Alarm, type AlarmKind } from "./alarm-table.ts";

export interface Ringing {
  /** Keys that have rung. */
  readonly known: ReadonlySet<string>;
  /** By key: until when a person silenced it, epoch milliseconds. */
  readonly silencedUntil: ReadonlyMap<string, number>;
  /** By kind: when it last rang. */
  readonly rangAt: ReadonlyMap<AlarmKind, number>;
}

export const nothingRang: Ringing = { known: new Set(), silencedUntil: new Map(), rangAt: new Map() };

/** More than two sounds one after the other are heard as noise: the rest waits for its turn. */
const MOST_AT_ONCE = 2;

export function ringNow(
  before: Ringing,
  alarms: readonly Alarm[],
  nowMs: number,
): { readonly kinds: readonly AlarmKind[]; readonly after: Ringing } {
  const loud = alarms.filter(({ key }) => !isSilenced(before, key, nowMs));
  const due = alarmKinds.filter((kind) => {
    const ofKind = loud.filter((alarm) => alarm.kind === kind);
    if (ofKind.length === 0) return false;
    if (ofKind.some(({ key }) => !before.known.has(key))) return true;
    return nowMs - (before.rangAt.get(kind) ?? 0) >= alarmTable[kind].againAfterSeconds * 1000;
  });
  const kinds = due.slice(0, MOST_AT_ONCE);
  const rangAt = new Map(before.rangAt);
  for (const kind of kinds) rangAt.set(kind, nowMs);
  const rung = new Set<AlarmKind>(kinds);
  const known = new Set(
    alarms.filter(({ key, kind }) => before.known.has(key) || rung.has(kind)).map(({ key }) => key),
  );
  const lasting = new Set(alarms.map(({ key }) => key));
  const silencedUntil = new Map(
    [...before.silencedUntil].filter(([key, untilMs]) => lasting.has(key) && untilMs > nowMs),
  );
  return { kinds, after: { known, silencedUntil, rangAt } };
}

/** Silences what lasts now of these kinds; what comes later rings. */
export function silence(
  before: Ringing,
  alarms: readonly Alarm[],
  kinds: readonly AlarmKind[],
  untilMs: number,
): Ringing {
  const silencedUntil = new Map(before.silencedUntil);
  for (const { key, kind } of alarms) if (kinds.includes(kind)) silencedUntil.set(key, untilMs);
  return { ...before, silencedUntil };
}

export const isSilenced = ({ silencedUntil }: Ringing, key: string, nowMs: number): boolean =>
  (silencedUntil.get(key) ?? 0) > nowMs;
