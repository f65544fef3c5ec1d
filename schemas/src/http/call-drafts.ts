/**
 * A telephone call that is being written down: saved while it is typed, owned by a person, gone when it is sent or discarded.
 * The content is who the person is, so it travels in bodies only and is sealed where it is kept; lists carry coded values and staff's names.
 */
import { z } from "zod";
import { feed, needCode, redFlag } from "../codes.ts";
import { instant, uuid } from "../instant.ts";

/** What was typed, field by field, as the page names its fields; the referral's own contract judges it when it is sent. */
export const callDraftContent = z
  .strictObject({
    feed,
    answers: z
      .record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/), z.string().max(8_000))
      .refine((answers) => Object.keys(answers).length <= 120, "too many fields"),
    /** Red flags that were found. */
    found: z.array(redFlag).max(60),
  })
  .meta({ id: "CallDraftContent" });
export type CallDraftContent = z.output<typeof callDraftContent>;

/** `expectedVersion` 0 makes the draft; its id is made by the page, so that saving twice is saving once. */
export const saveCallDraftBody = z
  .strictObject({ expectedVersion: z.int().min(0), content: callDraftContent })
  .meta({ id: "SaveCallDraftBody" });

/** One draft as the list shows it. Never what was typed. */
export const callDraftRow = z
  .object({
    draftId: uuid,
    version: z.int(),
    /** Whose call it is, until somebody else takes it up. */
    ownerName: z.string(),
    isYours: z.boolean(),
    /** The owner wants somebody of this role to go on with it; the call stays the owner's until it is taken up. */
    offeredTo: z.enum(["spa-coordinator", "spa-clinician"]).nullable(),
    feed,
    need: needCode.nullable(),
    startedAt: instant,
    savedAt: instant,
    /** Nobody has typed for the area's time. */
    isAbandoned: z.boolean(),
    /** When it is erased, whoever owns it. */
    erasedAt: instant,
  })
  .meta({ id: "CallDraftRow" });
export type CallDraftRow = z.output<typeof callDraftRow>;

/** The oldest first: it has waited longest. */
export const callDraftsAnswer = z.object({ rows: z.array(callDraftRow) }).meta({ id: "CallDraftsAnswer" });
/** Opening one is written down. */
export const callDraftAnswer = callDraftRow.extend({ content: callDraftContent }).meta({ id: "CallDraftAnswer" });

export const takeUpCallDraftBody = z
  .strictObject({ expectedVersion: z.int().min(1) })
  .meta({ id: "TakeUpCallDraftBody" });
export const offerCallDraftBody = z
  .strictObject({ expectedVersion: z.int().min(1), to: z.enum(["spa-coordinator", "spa-clinician"]) })
  .meta({ id: "OfferCallDraftBody" });

/** Why a call became no referral. `recorded-on-existing`: it was about a case that is open already. */
export const callDraftDiscardReason = z.enum([
  "recorded-on-existing",
  "advice-given",
  "other-service",
  "caller-rang-off",
  "wrong-number",
  "entered-in-error",
]);
export type CallDraftDiscardReason = z.output<typeof callDraftDiscardReason>;
export const discardCallDraftBody = z
  .strictObject({ expectedVersion: z.int().min(1), reason: callDraftDiscardReason, about: uuid.optional() })
  .meta({ id: "DiscardCallDraftBody" });
export const callDraftEnd = z
  .object({
    draftId: uuid,
    how: z.enum(["sent", "discarded", "too-old"]),
    reason: callDraftDiscardReason.nullable(),
    endedAt: instant,
  })
  .meta({ id: "CallDraftEnd" });

/** Tells the owner's other tab, or the colleague, that this one moved on. Carried by the 409 as `current`. */
export const callDraftConflict = z
  .object({ version: z.int(), ownerName: z.string(), isYours: z.boolean(), savedAt: instant })
  .meta({ id: "CallDraftConflict" });
