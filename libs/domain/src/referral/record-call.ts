/**
 * SPA telephoned, and records with whom and what was agreed. In: the command. Out: the call as a fact, and what it settles:
 * advice or a hand-back acknowledged by a named person, a team that has now seen its offer or knows of a change.
 */
import type { Command } from "@ucrt/schemas";
import type { Giver } from "./commands-of-team.ts";
import { add, idFor, type OpenDraft } from "./draft.ts";
import type { CommandOutcome } from "./on-command.ts";
import type { CallTask } from "./referral.ts";
import { refuse } from "./refusal.ts";
import { closeAcknowledged } from "./steps.ts";

type Body = Extract<Command, { name: "record-call" }>["body"];

/** What was agreed that closes advice or a hand-back. */
const settles: readonly Body["agreed"][] = ["acknowledged", "will-convey", "other-service"];

/** Records the call and follows it. */
export function recordCall(draft: OpenDraft, body: Body, { act }: Giver): CommandOutcome {
  const { referral } = draft;
  if (body.taskId !== undefined && !referral.callTasks.some((task) => task.taskId === body.taskId))
    return refuse("REF_UNKNOWN_TASK", "There is no such call task.");
  const isSettled = body.reached && settles.includes(body.agreed);
  const withReferrer = body.with === "referrer" || body.with === "999";
  const closesIt =
    isSettled &&
    withReferrer &&
    (referral.status === "advised" || (referral.status === "handed-back" && referral.handBack.to !== "spa-clinician"));
  if (closesIt && body.person === undefined) return refuse("REF_PERSON_MISSING", "Name the person you spoke to.");
  // Whom they spoke to may be the patient: a name is kept with the note, where it can be erased.
  const noteId = body.note === undefined && body.person === undefined ? null : idFor(draft, "note");
  add(
    draft,
    "call-recorded",
    {
      taskId: body.taskId ?? onlyTaskTo(draft, body.with),
      with: body.with,
      reached: body.reached,
      agreed: body.agreed,
      noteId,
      ...(body.direction === undefined ? {} : { direction: body.direction }),
    },
    act,
  );
  if (closesIt && body.person !== undefined) {
    const what = referral.status === "advised" ? "advice" : "hand-back";
    const outcome = body.agreed === "will-convey" ? "conveyed" : what === "advice" ? "redirected" : "handed-back";
    closeAcknowledged(draft, { what, by: body.person, byPhone: true, outcome }, act);
  }
  if (body.with === "team" && body.reached) teamReached(draft, body, act);
  return undefined;
}

/** Tasks that are about saying something, and so are settled by nothing but the call. */
const saysSomething: readonly CallTask["reason"][] = ["answer-undelivered", "amended-after-closure"];

/** A row of the board names no call: the one of that kind that is open to whoever was rung is meant, and none where there are two. */
function onlyTaskTo({ referral }: OpenDraft, whom: string): string | null {
  const [task, another] = referral.callTasks.filter(
    (one) => !one.isDone && one.whom === whom && saysSomething.includes(one.reason),
  );
  return task === undefined || another !== undefined ? null : task.taskId;
}

function teamReached(draft: OpenDraft, body: Body, act: Giver["act"]): void {
  const { offer } = draft.referral;
  if (offer !== null && !offer.isSeen) add(draft, "offer-seen", { offerId: offer.offerId, team: offer.team }, act);
  if (body.agreed !== "acknowledged" || body.person === undefined) return;
  const { referral } = draft;
  const owesAlert =
    referral.alerts.some((alert) => !alert.isAcknowledged) ||
    (referral.ended !== null && referral.ended.acknowledgeByMs !== null);
  if (referral.amendmentToAcknowledgeByMs !== null)
    add(draft, "acknowledged", { what: "amendment", by: body.person, byPhone: true }, act);
  if (owesAlert) add(draft, "acknowledged", { what: "alert", by: body.person, byPhone: true }, act);
}
