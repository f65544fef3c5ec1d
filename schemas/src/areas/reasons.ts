/**
 * `reasons.yaml` of an area: every coded reason for a decline, a hand-back, a withdrawal, an end and a judgement of the audit sample, in words for staff and referrers,
 * and what it is called in BaRS, the Directory of Services and CSDS. Shapes only, no disk, so a browser may import it.
 */
import { z } from "zod";
import { closeOutcome, declineReason, handBackReason, withdrawReason } from "../codes.ts";

/** BaRS: resource not available within timescale, failed contact, other. */
const barsReason = z.enum(["RRNA", "FC", "OTH"]);
/** Directory of Services, rejected reasons. */
const dosReason = z.string().regex(/^\d{2}$/, "two digits");
/** CSDS referral rejection reason: 01 duplicate, 02 inappropriate, 03 incomplete. */
const csdsRejection = z.enum(["01", "02", "03"]);
/** CSDS referral closure reason. */
const csdsClosure = z.enum(["01", "02", "03", "04", "05", "06", "07", "08", "09"]);

const words = {
  /** For staff, on a button or in a list. */
  staff: z.string().min(1),
  /** For the referrer, as a sentence. Never names a person. */
  referrer: z.string().min(1),
};

const refusal = z.strictObject({ ...words, bars: barsReason, dos: dosReason, csdsRejection: csdsRejection.nullable() });
const ending = z.strictObject({
  ...words,
  csdsClosure: csdsClosure.nullable(),
  csdsRejection: csdsRejection.nullable(),
});
const withdrawal = z.strictObject(words);
/** Why a clinician agrees or disagrees with a refusal of the audit sample, by its code. */
const judged = z.record(z.string().regex(/^[a-z][a-z-]{0,59}$/), z.strictObject({ staff: words.staff }));

export const reasons = z
  .strictObject({
    effectiveFrom: z.iso.date(),
    basis: z.string(),
    approver: z.string(),
    decline: z.record(declineReason, refusal),
    handBack: z.record(handBackReason, refusal),
    close: z.record(closeOutcome, ending),
    withdraw: z.record(withdrawReason, withdrawal),
    audit: z.strictObject({ agree: judged, disagree: judged }),
  })
  .meta({ id: "Reasons" });
export type Reasons = z.output<typeof reasons>;
