// What a fact names as its cause, made again by the judge: the ids of `intake` and `queue` are a rule between them, and senders and people are found in
// facts by it. In: who sent or asked, under which id. Out: the id that their facts must name.
import { stableIds } from "@ucrt/service";

/** `queue`'s namespace of ids. */
const ofQueue = stableIds("6f1c3a52-0d0e-5b6f-9a55-6a1a3d1d7c11");

/** The cause of facts that this command made. */
export const commandCause = (subject: string, requestId: string): string => ofQueue("command", subject, requestId);

/** The cause of facts that a timer made which was due then, epoch milliseconds. */
export const timerCause = (referralId: string, timer: string, dueAtMs: number): string =>
  ofQueue("timer", referralId, timer, new Date(dueAtMs).toISOString());
