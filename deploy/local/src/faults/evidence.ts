// What the judge holds in its hands: read once, after the drain, and never changed. In: nothing. Out: the words in which history, database, topics and
// places speak to the invariants, and the few readings of them that several invariants need. Instants are epoch milliseconds.
import { fold, type FoldableFact } from "@ucrt/domain";
import { fact as factContract, type ReferralFact } from "@ucrt/schemas";
import type { Place } from "../e2e/find-canaries.ts";
import type { HistoryLine } from "./history.ts";

export interface StoredFact {
  readonly chainId: string;
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly recordedAtMs: number;
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
}

export interface StoredReferral {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly isEnded: boolean;
  readonly folded: unknown;
}

export interface InboxEntry {
  readonly feed: string;
  readonly organisation: string;
  readonly requestId: string;
  readonly kind: string;
  readonly referralId: string | null;
  readonly eventId: string;
}

export interface StoredSubmission {
  readonly referralId: string;
  readonly feed: string;
  readonly organisation: string;
  readonly requestId: string;
  readonly lastSequence: number;
}

export interface StoredParked {
  readonly service: string;
  readonly reason: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** SHA-256 of the bytes that were kept; null when none were. */
  readonly digest: string | null;
  readonly attempts: number;
  readonly parkedAtMs: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly isReplayed: boolean;
}

export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: a tombstone. */
  readonly value: string | null;
  /** SHA-256 of the value's bytes. */
  readonly digest: string;
}

export interface Holding {
  readonly referralId: string;
  readonly offerId: string;
  readonly team: string;
  readonly isOpen: boolean;
}

/** How the backlog went to nothing, or did not. */
export interface Drain {
  readonly hasTimedOut: boolean;
  readonly tookMs: number;
  /** What was left, by name; zero everywhere when it is drained. */
  readonly backlog: Readonly<Record<string, number>>;
}

export interface Evidence {
  readonly history: readonly HistoryLine[];
  /** Database clock when it was read. */
  readonly readAtMs: number;
  readonly drain: Drain;
  readonly inbox: readonly InboxEntry[];
  readonly submissions: readonly StoredSubmission[];
  /** Ids of messages that `queue` took up. */
  readonly taken: ReadonlySet<string>;
  readonly referrals: readonly StoredReferral[];
  readonly facts: readonly StoredFact[];
  readonly accesses: readonly Omit<StoredFact, "id" | "type" | "recordedAtMs">[];
  readonly heads: readonly {
    readonly chainId: string;
    readonly kind: string;
    readonly sequence: number;
    readonly hash: string;
  }[];
  readonly boardRecords: readonly {
    readonly key: string;
    readonly kind: string;
    readonly version: number;
    readonly body: string | null;
  }[];
  readonly timers: readonly { readonly referralId: string; readonly name: string; readonly dueAtMs: number }[];
  readonly offers: readonly Holding[];
  readonly acceptances: readonly Holding[];
  readonly parked: readonly StoredParked[];
  /** Rows of `metrics.measure`, columns as they are. */
  readonly measures: readonly Readonly<Record<string, unknown>>[];
  readonly topics: {
    readonly facts: readonly TopicRecord[];
    readonly board: readonly TopicRecord[];
    readonly parked: readonly TopicRecord[];
    readonly feeds: readonly TopicRecord[];
    /** Everything else whose keys, headers and values may hold no identity. */
    readonly others: readonly TopicRecord[];
  };
  /** What `audit:verify` said, a line for each fault; undefined when it was not asked. */
  readonly audit: { readonly links: number; readonly faults: readonly string[] } | undefined;
  /** Logs, metrics and answers, where no identity may be. */
  readonly places: readonly Place[];
}

export interface Violation {
  readonly invariant: string;
  /** A referral, request, offer, chain or place. */
  readonly id: string;
  readonly what: string;
}

export interface Judgement {
  /** How many things were looked at; 0 is not the same as well. */
  readonly judged: number;
  readonly violations: readonly Violation[];
}

export type Invariant = (evidence: Evidence) => Judgement;

const livesByFacts = new WeakMap<readonly StoredFact[], ReadonlyMap<string, readonly ReferralFact[]>>();

/** The facts of each referral in the order of their sequence. A body that is no fact is left out: I6 names it. */
export function livesOf({ facts }: Pick<Evidence, "facts">): ReadonlyMap<string, readonly ReferralFact[]> {
  const known = livesByFacts.get(facts);
  if (known !== undefined) return known;
  const lives = new Map<string, ReferralFact[]>();
  for (const stored of facts.toSorted((one, other) => one.sequence - other.sequence)) {
    const fact = readFact(stored.body);
    if (fact === undefined) continue;
    const life = lives.get(stored.chainId);
    if (life === undefined) lives.set(stored.chainId, [fact]);
    else life.push(fact);
  }
  livesByFacts.set(facts, lives);
  return lives;
}

/** A referral's fact; undefined for another's, and for text that is none. */
export function readFact(text: string): ReferralFact | undefined {
  try {
    const read = factContract.safeParse(JSON.parse(text));
    if (!read.success) return undefined;
    const { data } = read;
    return data.type === "team-state-changed" || data.type === "check-made" || data.type === "audit-judged"
      ? undefined
      : data;
  } catch {
    return undefined;
  }
}

/** The referral that these facts make. */
export const foldOf = (life: readonly ReferralFact[]) => fold(life as readonly FoldableFact[]);

/** JSON with its keys in order, so that two stores can be compared. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
