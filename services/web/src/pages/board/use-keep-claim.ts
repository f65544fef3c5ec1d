/**
 * Goes on with one's own claim while one works on the case. In: the row, and whether something of it is open. Out: a `claim` once half of the lease is over,
 * if the person has pressed or typed something in the last minute: a screen that is left alone lets the claim lapse.
 */
import { commandAnswer, type BoardRow } from "@ucrt/schemas";
import { useEffect, useRef } from "react";
import { post } from "../api.ts";
import { serverNowMs } from "../server-clock.ts";
import { useSession } from "../session.tsx";

const ACTIVE_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 5_000;

export function useKeepClaim(row: BoardRow, isWorking: boolean): void {
  const { principal, board } = useSession();
  const isOwn = row.claimedBy !== null && row.claimedBy.subject === principal?.subject;
  const untilMs = row.claimedBy?.until ?? 0;
  const { referralId } = row;
  const lastActiveMs = useRef(0);
  useEffect(() => {
    if (!isOwn || !isWorking) return undefined;
    const active = () => {
      lastActiveMs.current = serverNowMs();
    };
    active();
    document.addEventListener("keydown", active);
    document.addEventListener("pointerdown", active);
    const timer = setInterval(() => {
      const nowMs = serverNowMs();
      const isHalfOver = untilMs - nowMs < (board.claimMinutes * 60_000) / 2;
      if (isHalfOver && untilMs > nowMs && nowMs - lastActiveMs.current < ACTIVE_WITHIN_MS)
        void post(`/api/referrals/${referralId}/claim`, { takeOver: false }, commandAnswer, { isByTimer: true });
    }, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      document.removeEventListener("keydown", active);
      document.removeEventListener("pointerdown", active);
    };
  }, [isOwn, isWorking, untilMs, referralId, board.claimMinutes]);
}
