// I9: deadlines never move, alarms sound once and at most 30 s late. In: evidence. Out: instants that are not what the first fact fixed, timers that are not
// what the facts say, timers that fired early, late or twice, and timers that should have fired by now. Time that a fault took is not counted.
import { evolve, initialReferral, timersOf, type FoldableFact, type Referral } from "@ucrt/domain";
import type { ReferralFact } from "@ucrt/schemas";
import { timerCause } from "../causes.ts";
import { foldOf, livesOf, type Evidence, type Invariant, type Violation } from "../evidence.ts";
import { blamedSinceMs, faultWindowsOf, type FaultWindow } from "../fault-windows.ts";

const lateMs = 30_000;
const twoHoursMs = 7_200_000;

export const deadlinesHold: Invariant = (evidence) => {
  const violations: Violation[] = [];
  const say = (id: string, what: string): void => void violations.push({ invariant: "I9", id, what });
  const windows = faultWindowsOf(evidence.history);
  const lives = livesOf(evidence);
  const decisionTimes = new Map<string, number>();
  let judged = 0;
  for (const [id, life] of lives) {
    judged += 1;
    const [opened] = life;
    if (opened?.type === "opened") {
      const { clockStartAt, twoHourDueAt, receivedAt, decisionBy, source } = opened.data;
      if (twoHourDueAt - clockStartAt !== twoHoursMs) say(id, "its two hours are not two hours");
      const allowed = decisionTimes.get(source) ?? decisionBy - receivedAt;
      decisionTimes.set(source, allowed);
      if (decisionBy - receivedAt !== allowed)
        say(id, `has another time to be decided than other referrals of ${source}`);
    }
    for (const what of firedWrongly(id, life, windows)) say(id, what);
  }
  return { judged, violations: [...violations, ...wrongTimers(evidence, windows)] };
};

function firedWrongly(id: string, life: readonly ReferralFact[], windows: readonly FaultWindow[]): readonly string[] {
  const wrong: string[] = [];
  const fired = new Map<string, number>();
  let referral: Referral = initialReferral;
  for (const fact of life) {
    const { causationId, recordedAt } = fact;
    const before = fired.get(causationId);
    if (before !== undefined && before !== recordedAt)
      wrong.push(`${fact.type} at ${fact.sequence}: its timer fired twice`);
    const timer =
      before === undefined
        ? timersOf(referral).find(({ name, atMs }) => timerCause(id, name, atMs) === causationId)
        : undefined;
    if (timer !== undefined) {
      fired.set(causationId, recordedAt);
      if (recordedAt < timer.atMs) wrong.push(`${timer.name} fired ${timer.atMs - recordedAt} ms early`);
      const late = recordedAt - blamedSinceMs(windows, timer.atMs, recordedAt);
      if (late > lateMs) wrong.push(`${timer.name} fired ${Math.round(late / 1_000)} s late`);
    }
    referral = evolve(referral, fact as FoldableFact);
  }
  return wrong;
}

/** Timers are rows: they must be those of the facts, and none long due. */
function wrongTimers(evidence: Evidence, windows: readonly FaultWindow[]): readonly Violation[] {
  const wrong: Violation[] = [];
  const stored = Map.groupBy(evidence.timers, ({ referralId }) => referralId);
  for (const [id, life] of livesOf(evidence)) {
    const expected = new Map(timersOf(foldOf(life)).map(({ name, atMs }) => [name as string, atMs]));
    const armed = new Map((stored.get(id) ?? []).map(({ name, dueAtMs }) => [name, dueAtMs]));
    for (const name of new Set([...expected.keys(), ...armed.keys()]))
      if (expected.get(name) !== armed.get(name))
        wrong.push({
          invariant: "I9",
          id,
          what: `${name} is armed for ${instantOf(armed.get(name))}; its facts say ${instantOf(expected.get(name))}`,
        });
  }
  for (const { referralId, name, dueAtMs } of evidence.timers)
    if (evidence.readAtMs > blamedSinceMs(windows, dueAtMs, evidence.readAtMs) + lateMs)
      wrong.push({
        invariant: "I9",
        id: referralId,
        what: `${name} was due at ${instantOf(dueAtMs)} and has not fired`,
      });
  return wrong;
}

const instantOf = (atMs: number | undefined): string => (atMs === undefined ? "never" : new Date(atMs).toISOString());
