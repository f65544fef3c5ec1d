/**
 * Named places where a process may be made to die, to prove that dying there loses and doubles nothing.
 * In: the name of the place just reached. Out: nothing; in the product nobody listens, and passing a place costs one look at a flag.
 * Never ends a process itself: what listens is loaded into it by the fault rig alone (deploy/local/src/faults), and is no part of a service.
 */
import { channel } from "node:diagnostics_channel";

/** Places of the promises in the order a referral meets them; see docs/fault-rig.md for what each shows. */
export const crashPoints = [
  "after-receive",
  "after-validate",
  "before-commit",
  "after-commit",
  "before-offset-commit",
  "outbox-read",
  "after-publish-before-mark",
  "accept-before-commit",
  "accept-after-commit",
  "notify-before-send",
  "notify-after-send",
  "ws-after-snapshot",
  "parked-after-write",
  "replay-after-publish",
  "erase-after-person-delete",
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** The channel of `node:diagnostics_channel` that is told; each message is a `CrashPoint`. */
export const crashPointChannel = "ucrt.crash-point";

const listeners = channel(crashPointChannel);

export const fault = {
  /** Says that this place was reached. Never throws. */
  at: (point: CrashPoint): void => {
    if (listeners.hasSubscribers) listeners.publish(point);
  },
};
