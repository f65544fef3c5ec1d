/**
 * Who used this device last, for a page that starts without the network. In: the service's answer to "who is signed in". Out: the same, while it is young enough.
 * Nobody can be asked then whether the session still lives. So it is believed only until the idle limit since the service last confirmed it, by the
 * device's clock; it opens what that person sealed here and nothing else, because everything else comes from the service, which asks for the session again.
 */
import { openLastStore, type SealedStore } from "./sealed-store.ts";

/** Kept under one name: there is one last person. */
const name = "last";

export interface Remembered {
  /** The answer of `GET /session`. */
  readonly answer: unknown;
  /** By the device's clock, epoch milliseconds. */
  readonly confirmedAtMs: number;
  readonly idleMs: number;
  /** Server's time less the device's. */
  readonly aheadMs: number;
}

export const rememberSession = (store: SealedStore, remembered: Remembered): Promise<void> =>
  store.put("session", name, remembered);

/** The last session within its idle limit. `isOver`: there was one and it may not be believed any more. */
export async function recallSession(
  nowMs: () => number,
): Promise<{ readonly remembered: Remembered; readonly isOver: boolean } | undefined> {
  const store = await openLastStore(nowMs).catch(() => undefined);
  const found = (await store?.get("session", name)) as Remembered | undefined;
  store?.close();
  if (found === undefined) return undefined;
  const ageMs = nowMs() - found.confirmedAtMs;
  // A clock that was set back does not make a session young again.
  return { remembered: found, isOver: ageMs > found.idleMs || ageMs < -60_000 };
}
