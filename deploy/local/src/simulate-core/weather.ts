/**
 * How badly things go in one seed: how often a message is lost, repeated, late; how often a process dies, before or after it saved; how often a
 * timer is late or fires twice; how often people look at an old picture. In: chance. Out: probabilities from 0 to 1. Another seed, another weather.
 */
import type { Chance } from "../simulation/chance.ts";

export interface Weather {
  /** A message never arrives; who sent it must notice. */
  readonly lost: number;
  /** A message arrives once more, later. */
  readonly repeated: number;
  /** A message takes seconds to minutes instead of milliseconds, and is overtaken. */
  readonly late: number;
  /** A process dies while it handles something, before it has saved anything. */
  readonly diesBeforeSave: number;
  /** A process dies when it has saved, before anybody is told: what it handled comes again. */
  readonly diesAfterSave: number;
  /** The relay dies between sending and remembering that it sent. */
  readonly diesAfterPublish: number;
  readonly timerLate: number;
  readonly timerTwice: number;
  /** A person acts on what the screen showed some changes ago. */
  readonly staleView: number;
  /** An answer to a person or a sender is lost: they ask again with the same key. */
  readonly answerLost: number;
  /** Ids of messages taken up are not remembered beside the referral: the core must know repeats by itself. */
  readonly forgetsTaken: boolean;
}

export const fair: Weather = {
  lost: 0,
  repeated: 0,
  late: 0,
  diesBeforeSave: 0,
  diesAfterSave: 0,
  diesAfterPublish: 0,
  timerLate: 0,
  timerTwice: 0,
  staleView: 0,
  answerLost: 0,
  forgetsTaken: false,
};

/** One weather in ten is fair; the others have some of everything, each seed more of something else. */
export function weatherOf(chance: Chance): Weather {
  if (chance.next() < 0.1) return fair;
  const some = (most: number): number => (chance.next() < 0.3 ? 0 : chance.next() * most);
  return {
    lost: some(0.25),
    repeated: some(0.4),
    late: some(0.4),
    diesBeforeSave: some(0.1),
    diesAfterSave: some(0.1),
    diesAfterPublish: some(0.2),
    timerLate: some(0.5),
    timerTwice: some(0.5),
    staleView: some(0.5),
    answerLost: some(0.3),
    forgetsTaken: chance.next() < 0.2,
  };
}
