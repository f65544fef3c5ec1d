/**
 * Watches what one person does with offers: a limit on acceptances a minute, and an alarm when somebody accepts and hands back job after job.
 * In: commands as they are given, the time. Out: whether one more may be given, whether an alarm is due. Kept in memory: a restart forgets, and each
 * instance counts by itself; what was accepted and handed back is in the facts for ever.
 */
export interface AcceptanceWatch {
  /** False when this person has accepted as often in the last minute as anybody may. Counts the attempt. */
  readonly mayAccept: (subject: string) => boolean;
  /** After an acceptance was stored. */
  readonly accepted: (subject: string, referralId: string) => void;
  /** After a hand-back was stored. True when it is the tenth job that this person accepted and gave back within a shift. */
  readonly handedBack: (subject: string, referralId: string) => boolean;
}

export interface AcceptanceLimits {
  /** Attempts of one person. */
  readonly acceptsAMinute: number;
  /** Epoch ms of the process; injected in tests. */
  readonly nowMs: () => number;
}

const MINUTE_MS = 60_000;
/** A long shift. */
const SHIFT_MS = 12 * 3_600_000;
const JOBS_ALARMED = 10;

interface Conduct {
  attemptsAtMs: number[];
  readonly acceptedAtMs: Map<string, number>;
  handedBackAtMs: number[];
}

/** A watch that has seen nobody yet. */
export function createAcceptanceWatch({ acceptsAMinute, nowMs }: AcceptanceLimits): AcceptanceWatch {
  const people = new Map<string, Conduct>();

  const conductOf = (subject: string): Conduct => {
    const conduct = people.get(subject) ?? { attemptsAtMs: [], acceptedAtMs: new Map(), handedBackAtMs: [] };
    people.set(subject, conduct);
    return conduct;
  };

  const forgetTheOld = (conduct: Conduct, atMs: number): void => {
    conduct.attemptsAtMs = conduct.attemptsAtMs.filter((one) => one > atMs - MINUTE_MS);
    conduct.handedBackAtMs = conduct.handedBackAtMs.filter((one) => one > atMs - SHIFT_MS);
    for (const [referralId, acceptedAtMs] of conduct.acceptedAtMs)
      if (acceptedAtMs <= atMs - SHIFT_MS) conduct.acceptedAtMs.delete(referralId);
  };

  return {
    mayAccept: (subject) => {
      const atMs = nowMs();
      const conduct = conductOf(subject);
      forgetTheOld(conduct, atMs);
      if (conduct.attemptsAtMs.length >= acceptsAMinute) return false;
      conduct.attemptsAtMs.push(atMs);
      return true;
    },
    accepted: (subject, referralId) => void conductOf(subject).acceptedAtMs.set(referralId, nowMs()),
    handedBack: (subject, referralId) => {
      const conduct = conductOf(subject);
      if (!conduct.acceptedAtMs.delete(referralId)) return false;
      conduct.handedBackAtMs.push(nowMs());
      return conduct.handedBackAtMs.length % JOBS_ALARMED === 0;
    },
  };
}
