/**
 * Says that an offer was seen, once: when the page is in front and somebody has used it within the last minute. A telephone that lies on a table has seen nothing,
 * so it goes on ringing until somebody touches it. In: the offers. Out: those nobody has seen yet.
 */
import { commandAnswer, type BoardRow } from "@ucrt/schemas";
import { useEffect, useRef } from "react";
import { post } from "../api.ts";
import { attemptOf } from "../offline/attempt-of.ts";

const usedWithinMs = 60_000;
const lookEveryMs = 5_000;

/** The last touch or key on any of our pages, on a clock that nobody sets. The page may have been opened by one that it never heard of. */
let usedAtMs = 0;
const noteUse = (): void => {
  usedAtMs = performance.now();
};
for (const event of ["pointerdown", "keydown", "touchstart"])
  window.addEventListener(event, noteUse, { passive: true });

const isLookedAt = (): boolean =>
  document.visibilityState === "visible" && usedAtMs > 0 && performance.now() - usedAtMs < usedWithinMs;

export function useSayingSeen(offers: readonly BoardRow[]): readonly BoardRow[] {
  const said = useRef(new Set<string>());
  useEffect(() => {
    const look = () => {
      if (!isLookedAt()) return;
      for (const { referralId, offer } of offers) {
        if (offer === null || offer.seen || said.current.has(offer.offerId)) continue;
        said.current.add(offer.offerId);
        const path = `/api/referrals/${referralId}/seen`;
        void post(path, { offerId: offer.offerId }, commandAnswer).then((answered) => {
          // Nobody has taken it: said again at the next look.
          if (!answered.ok && attemptOf(path, answered).kind === "later") said.current.delete(offer.offerId);
        });
      }
    };
    look();
    const timer = setInterval(look, lookEveryMs);
    window.addEventListener("pointerdown", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      window.removeEventListener("pointerdown", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [offers]);
  return offers.filter(({ offer }) => offer !== null && !offer.seen);
}
