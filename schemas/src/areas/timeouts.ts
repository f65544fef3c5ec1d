/**
 * `timeouts.yaml` of an area: every time and threshold of the referral's life. Shapes only, no disk, so a browser may import it.
 * Clinical content: dated, with a basis and an approver. An overlay may shorten any of them; none can be zero or negative.
 */
import { z } from "zod";
import { arpCategory, feed, source } from "../codes.ts";

const minutes = z.number().positive().max(10_080);

export const timeouts = z
  .strictObject({
    effectiveFrom: z.iso.date(),
    basis: z.string(),
    /** `none, demonstration only` until a named, registered clinician approves. */
    approver: z.string(),
    twoHourMinutes: minutes,
    /** Decision-by after receipt, by source. */
    decisionByMinutes: z.record(source, minutes),
    /** An offer never lapses sooner than this after it was made (unless the hand-back time comes first). */
    offerMinimumMinutes: minutes,
    /** Advice that machines owe: alarmed when it is later than this. */
    adviceOwedMinutes: minutes,
    /** A referral without a team is routed again after this, when no opening is known. */
    routingRetryMinutes: minutes,
    handBack: z.strictObject({
      beforeValidationBreachMinutes: minutes,
      beforeCategoryStandardMinutes: minutes,
      afterReceiptMinutes: minutes,
      /** Response standard of each ambulance category, after the ambulance clock start. */
      categoryStandardMinutes: z.partialRecord(arpCategory, minutes),
    }),
    acknowledge: z.strictObject({
      emergencyAdviceMinutes: minutes,
      redirectAdviceMinutes: minutes,
      /** Hand-back to 999 or to a crew. */
      handBackUrgentMinutes: minutes,
      handBackMinutes: minutes,
      amendmentMinutes: minutes,
      alertMinutes: minutes,
      escalationHandoverMinutes: minutes,
      onwardMinutes: minutes,
      takeMinutes: minutes,
    }),
    callTaskMinutes: minutes,
    /** At opening: phoned and triaged again within this. */
    holdReviewMinutes: minutes,
    noAccessReviewMinutes: minutes,
    closeAfterArrivalMinutes: minutes,
    /** A claim lapses after this unless the person goes on working. */
    claimMinutes: minutes,
    /** A row may be put aside for at most this. */
    snoozeMinutes: minutes,
    /** What rings on the board, and how often. */
    board: z.strictObject({
      /** The next deadline is so near that it rings. */
      deadlineNearMinutes: minutes,
      /** Nothing was heard from a feed for this long. */
      feedSilentMinutes: z.record(feed, minutes),
      /** Something has been parked for longer than this. */
      parkedMinutes: minutes,
      /** A person silences an alarm for this long; it stays in view. */
      silenceMinutes: minutes,
    }),
    /** Entered later than this after it happened: a reason is needed. */
    lateEntryMinutes: minutes,
    /** A telephone call that is being written down. */
    callDraft: z.strictObject({
      /** Nobody has typed for this long: somebody is told, and anybody may take it up. */
      abandonedMinutes: minutes,
      /** After this from its start it is erased, with an alarm: it is no record to keep. */
      erasedMinutes: minutes,
    }),
  })
  .meta({ id: "Timeouts" });
export type Timeouts = z.output<typeof timeouts>;

/** The part of them that pages count by themselves, as `GET /session` gives it to the pages. */
export const boardTimes = z.object({
  claimMinutes: minutes,
  snoozeMinutes: minutes,
  lateEntryMinutes: minutes,
  ...timeouts.shape.board.shape,
});
export type BoardTimes = z.output<typeof boardTimes>;

export const boardTimesOf = ({ claimMinutes, snoozeMinutes, lateEntryMinutes, board }: Timeouts): BoardTimes => ({
  claimMinutes,
  snoozeMinutes,
  lateEntryMinutes,
  ...board,
});
