// I14: what was received is what is there: received = final + open, every state counted once, and the numbers equal the facts to the unit, before any
// disclosure control. In: evidence. Out: sums that do not add up, and every measure that is not the fold of its facts.
import { foldMeasure, type Measure } from "@ucrt/domain";
import { canonical, livesOf, type Invariant, type Violation } from "../evidence.ts";

export const conservation: Invariant = (evidence) => {
  const violations: Violation[] = [];
  const say = (id: string, what: string): void => void violations.push({ invariant: "I14", id, what });
  const received = evidence.inbox.filter(({ kind }) => kind === "received").length;
  const { referrals, submissions } = evidence;
  if (received !== referrals.length)
    say("referrals", `${received} were received and ${referrals.length} are in the queue`);
  if (received !== submissions.length)
    say("submissions", `${received} were received and ${submissions.length} can be followed`);

  const measured = new Map(evidence.measures.map((row) => [String(row["referral_id"]), row]));
  const lives = livesOf(evidence);
  for (const [id, life] of lives) {
    const expected = life.reduce<Measure | null>((measure, fact) => foldMeasure(measure, fact), null);
    const row = measured.get(id);
    if (row === undefined) {
      if (expected !== null) say(id, "is not counted");
      continue;
    }
    const wrong =
      expected === null
        ? ["everything"]
        : Object.entries(expected).flatMap(([name, value]) => (same(row[columnOf(name)], value) ? [] : [name]));
    if (wrong.length > 0) say(id, `is counted otherwise than its facts say: ${wrong.join(", ")}`);
  }
  for (const id of measured.keys()) if (!lives.has(id)) say(id, "is counted and has no facts");

  const states = Map.groupBy(referrals, ({ state }) => state);
  const counted = Map.groupBy(evidence.measures, (row) => String(row["state"]));
  for (const state of new Set([...states.keys(), ...counted.keys()]))
    if (states.get(state)?.length !== counted.get(state)?.length)
      say(
        state,
        `${states.get(state)?.length ?? 0} referrals are so and ${counted.get(state)?.length ?? 0} are counted so`,
      );
  return { judged: referrals.length, violations };
};

const columnOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const same = (stored: unknown, value: unknown): boolean => canonical(stored ?? null) === canonical(value ?? null);
