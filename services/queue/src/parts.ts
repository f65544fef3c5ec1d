/**
 * What every handler of `queue` is given: built once in `wiring.ts`, passed as one object, never reached for.
 */
import type { Kysely } from "kysely";
import type { Directory } from "@ucrt/domain";
import type { SqlExecutor } from "@ucrt/postgres";
import type { AreaDescription, CriteriaVersion, Reasons, Timeouts } from "@ucrt/schemas/areas";
import type { Logger } from "@ucrt/service";
import type { Lookup } from "./lookup-hashes.ts";
import type { AccessNotesSeal } from "./seal-access-notes.ts";
import type { QueueTables } from "./tables.ts";

/** The only clock of decisions: the database's in production, a fake one in tests. Epoch milliseconds. */
export type DecisionClock = (db: SqlExecutor) => Promise<number>;

/** Something that an operator must know now. Words and ids, never identity. */
export interface Alarm {
  readonly kind:
    | "advice-missing"
    | "orphan-parked"
    | "message-parked"
    | "parked-waiting"
    | "timer-failed"
    | "relay"
    | "consumer"
    | "key-reused"
    | "anchor-file"
    | "break-glass"
    | "search-walk"
    | "accepts-handed-back"
    | "call-draft-waits"
    | "call-draft-erased";
  readonly referralId?: string;
  readonly details?: Readonly<Record<string, string | number>>;
}

export interface Parts {
  readonly db: Kysely<QueueTables>;
  readonly clock: DecisionClock;
  readonly directory: Directory;
  readonly area: AreaDescription;
  readonly areaName: string;
  readonly timeouts: Timeouts;
  /** Every version of the criteria, for the wording of a decision made with it. */
  readonly criteria: readonly CriteriaVersion[];
  /** More by one person are a walk through numbers. */
  readonly searchesInFiveMinutes: number;
  /** How long what has ended stays on the board. */
  readonly doneStaysHours: number;
  /** The area's reasons for judging a case of the audit sample. */
  readonly auditReasons: Reasons["audit"];
  /** Cases drawn a month. */
  readonly auditSampleReferrals: number;
  readonly seal: AccessNotesSeal;
  /** Seals calls that are being written down, with a key of their own. */
  readonly draftSeal: AccessNotesSeal;
  readonly lookup: Lookup;
  readonly logger: Logger;
  /** Call after a commit that added rows to the outbox. */
  readonly wakeRelay: () => void;
  readonly raiseAlarm: (alarm: Alarm) => void;
}
