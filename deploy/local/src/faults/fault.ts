// A fault as data. In: nothing. Out: what can be done to the product, to which part, for how long. Does nothing itself; see inject.ts.
import type { CrashPoint } from "@ucrt/service";
import type { InstanceName } from "../stack.ts";
import type { ProxyMode } from "./proxy-modes.ts";
import type { LineName } from "./rig.ts";
import type { SendingPattern } from "./sending-patterns.ts";

/** One process, or PostgreSQL with its children. */
export type Target = InstanceName | "kafka" | "postgres";

export type Fault =
  /** SIGKILL; started again by its supervisor. With `times`, again as soon as it runs again. */
  | { readonly kind: "kill"; readonly target: Target; readonly times?: number }
  /** SIGTERM; started again by its supervisor. */
  | { readonly kind: "terminate"; readonly target: Target }
  /** SIGSTOP, then SIGCONT. */
  | { readonly kind: "pause"; readonly target: Target; readonly seconds: number }
  /** Stopped and kept down. */
  | { readonly kind: "down"; readonly target: Target; readonly seconds: number }
  /** SIGKILL of itself when it comes to this place for the `pass`-th time. */
  | { readonly kind: "crash-point"; readonly target: InstanceName; readonly point: CrashPoint; readonly pass: number }
  /** Killed, and dies again at each start, as with a wrong configuration. */
  | { readonly kind: "crash-loop"; readonly target: InstanceName; readonly seconds: number }
  /** SIGKILL of one PostgreSQL backend that serves this application. */
  | { readonly kind: "kill-backend"; readonly application: "intake" | "queue" | "metrics" }
  /** Lines between parts misbehave, then pass again. */
  | {
      readonly kind: "lines";
      readonly lines: readonly LineName[] | "all";
      readonly mode: ProxyMode;
      readonly seconds: number;
    }
  /** Every so often one connection of the lines is reset. */
  | {
      readonly kind: "resets";
      readonly lines: readonly LineName[] | "all";
      readonly everyMs: number;
      readonly seconds: number;
    }
  /** TERM, wait, start, for every instance in turn. */
  | { readonly kind: "rolling-restart" }
  /** What was acknowledged on the topic between two services is gone before it was read. */
  | { readonly kind: "forget-messages"; readonly topic: "referral.submitted.v1"; readonly reader: "queue" }
  /** Committed offsets of a group start again at the beginning. */
  | { readonly kind: "rewind"; readonly service: "queue" | "intake" | "eligibility" | "routing" | "metrics" }
  /** Two loops that take whatever the processors have. */
  | { readonly kind: "busy-machine"; readonly loops: number; readonly seconds: number }
  /** Odd senders and people, beside the driver's ordinary ones. */
  | { readonly kind: "sending"; readonly pattern: SendingPattern; readonly count: number };

/**
 * When a row counts as recovered: the first referral that came in after healing and got so far; every screen being live again; or, at the end of the run,
 * everything that came in before healing having reached the next service.
 */
export type RecoveryMark = "opened" | "offered" | "accepted" | "screens" | "confirmed";

export interface FaultRow {
  /** Of the fault matrix. */
  readonly id: string;
  readonly title: string;
  readonly isStarred: boolean;
  /** Hazards of the hazard log whose control this shows. */
  readonly hazards: readonly string[];
  /** Done one after the other, the next when the one before has healed. Empty when tests hold it. */
  readonly faults: readonly Fault[];
  /** What the short run does instead. @default the same */
  readonly inShort?: readonly Fault[];
  readonly recovery?: { readonly mark: RecoveryMark; readonly goalSeconds: number | null };
  /** Callers may notice no more of it than 503, screens no more than 1012. @default false */
  readonly isOrderly?: boolean;
  /** Instances of every service. @default 1 */
  readonly instances?: 1 | 2;
  /** Tests below the rig that inject this very fault: file, and the name of the test or a part of it. */
  readonly heldBy?: readonly { readonly file: string; readonly test: string }[];
  /** What is not shown, said in the table. */
  readonly missing?: string;
}
