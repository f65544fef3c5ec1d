/**
 * What must hold when everything has worked again for a while and nobody has done anything. In: all that is known of one seed. Out: violations in its world.
 * Judges from what senders and people were told, and from the facts; never from what the models think they did.
 */
import { isDeepStrictEqual } from "node:util";
import {
  evolve,
  fold,
  hasEnded,
  initialReferral,
  isFinished,
  nextDeadlineOf,
  ownerOf,
  type FoldableFact,
  type OpenedReferral,
  type Referral,
} from "@ucrt/domain";
import type { ReferralFact } from "@ucrt/schemas";
import type { Advisers } from "./adviser-models.ts";
import type { InboxRow, IntakeModel } from "./intake-model.ts";
import type { Entry, QueueModel } from "./queue-model.ts";
import type { Senders } from "./sender-model.ts";
import type { Staff } from "./staff-model.ts";
import type { World } from "./world.ts";

/** When everything works, a timer fires within a second; twice that is late. */
const TIMER_AT_MOST_LATE_MS = 2_000;

export interface Ended {
  readonly world: World;
  readonly queue: QueueModel;
  readonly intake: IntakeModel;
  readonly advisers: Advisers;
  readonly senders: Senders;
  readonly staff: Staff;
}

/** Judges a seed. */
export function judgeEnd(ended: Ended): void {
  for (const entry of ended.queue.entries.values()) {
    const { referral } = entry;
    if (referral.status === "none") continue;
    factsAreALife(ended, entry, referral);
    deadlinesStayed(ended, entry);
    newestWins(ended, entry);
    isOwned(ended, entry, referral);
    isTold(ended, entry, referral);
    isCounted(ended, entry, referral);
  }
  everythingArrived(ended);
  oneAnswerForEachAcceptance(ended);
  nothingIsOwed(ended);
}

/** I2: the facts fold to the state that was decided on, without a gap. I4: somebody submitted it. */
function factsAreALife({ world, intake }: Ended, { referralId, facts }: Entry, referral: OpenedReferral): void {
  if (!isDeepStrictEqual(fold(facts as readonly FoldableFact[]), referral))
    world.violate("I2", `the facts of ${referralId} fold to another state`);
  if (facts.some((fact, index) => fact.sequence !== index + 1))
    world.violate("I2", `the facts of ${referralId} have a gap`);
  if (!intake.cases.has(referralId)) world.violate("I4", `nobody submitted ${referralId}`);
}

/** I9: what was fixed at receipt stays (a take that 999 confirms begins anew), and each alarm comes once. */
function deadlinesStayed({ world }: Ended, { referralId, facts }: Entry): void {
  const alarms = new Map<string, number>();
  let epoch = 0;
  for (const fact of facts) {
    if (fact.type === "take-confirmed") epoch += 1;
    const alarm = alarmOf(fact, epoch);
    if (alarm !== undefined) alarms.set(alarm, (alarms.get(alarm) ?? 0) + 1);
  }
  for (const [alarm, times] of alarms)
    if (times > 1) world.violate("I9", `${alarm} of ${referralId} was raised ${times} times`);
  const fixed = facts.findLast((fact) => fact.type === "take-confirmed" || fact.type === "opened");
  const { referral } = { referral: fold(facts as readonly FoldableFact[]) };
  if (fixed === undefined || referral.status === "none") return;
  if (fixed.type !== "take-confirmed" && fixed.type !== "opened") return;
  const { clockStartAt, decisionBy, twoHourDueAt } = fixed.data;
  if (
    referral.clockStartAtMs !== clockStartAt ||
    referral.decisionByMs !== decisionBy ||
    referral.twoHourDueAtMs !== twoHourDueAt
  )
    world.violate("I9", `a deadline of ${referralId} moved`);
}

function alarmOf(fact: ReferralFact, epoch: number): string | undefined {
  switch (fact.type) {
    case "deadline-passed":
      return fact.data.deadline === "decision-by" || fact.data.deadline === "two-hours"
        ? `${fact.data.deadline} (${epoch})`
        : undefined;
    case "offer-half-time-passed":
    case "offer-lapsed":
      return `${fact.type} of ${fact.data.offerId}`;
    default:
      return undefined;
  }
}

/** I13: an owner, and a next deadline until nothing more is expected; and no machine is still to answer. */
function isOwned({ world }: Ended, { referralId }: Entry, referral: OpenedReferral): void {
  const owner = ownerOf(referral);
  const where = `${referralId}, ${referral.status}`;
  if (!isFinished(referral) && nextDeadlineOf(referral) === null) world.violate("I13", `${where}: no next deadline`);
  if (!isFinished(referral) && owner.kind === "system")
    world.violate("I13", `${where}: still waits for a machine when everything has long answered`);
  if (referral.assessmentAwaited !== null && !hasEnded(referral))
    world.violate("I13", `${where}: its assessment never came`);
}

/** I8: whoever was refused has acknowledged it, or is rung once the time to acknowledge has passed; and no silence ends a refusal. */
function isTold({ world }: Ended, { referralId, facts }: Entry, referral: OpenedReferral): void {
  const byMs = referral.advised?.acknowledgeByMs ?? referral.handBack?.acknowledgeByMs ?? Infinity;
  if (byMs < world.agenda.nowMs - TIMER_AT_MOST_LATE_MS && referral.callTasks.every((task) => task.isDone))
    world.violate("I8", `${referralId} is ${referral.status}, nobody has acknowledged it and nobody is rung`);
  let before: Referral = initialReferral;
  let knows = false;
  for (const fact of facts) {
    if (fact.type === "advised" || fact.type === "handed-back") knows = false;
    if (fact.type === "acknowledged" || (fact.type === "call-recorded" && fact.data.reached)) knows = true;
    if (fact.type === "closed" && (before.status === "advised" || before.status === "handed-back") && !knows)
      world.violate("I8", `${referralId} was ${before.status} and closed, and no named person of the sender knows`);
    before = evolve(before, fact as FoldableFact);
  }
}

/** I14: the numbers show the state of the queue. */
function isCounted({ world, advisers }: Ended, { referralId }: Entry, referral: OpenedReferral): void {
  const measure = advisers.measures.get(referralId);
  if (measure?.state !== referral.status || measure.response !== referral.response)
    world.violate(
      "I14",
      `${referralId} is ${referral.status}, ${referral.response}, and counted as ${measure?.state}, ${measure?.response}`,
    );
}

/** I10: content is taken up in the order in which it was received, however it came. */
function newestWins({ world, intake }: Ended, { referralId, facts }: Entry): void {
  const order = [...intake.inbox.values()].map((row) => row.eventId);
  let newest = -1;
  for (const fact of facts) {
    if (fact.type !== "opened" && fact.type !== "amended") continue;
    const at = order.indexOf(fact.causationId);
    if (at < newest) world.violate("I10", `${referralId}: #${fact.sequence} took up older content than it had`);
    newest = Math.max(newest, at);
  }
}

/** I1: what a sender was told is stored has shown its effect, exactly once. */
function everythingArrived({ world, senders, intake, queue }: Ended): void {
  const causes = new Map<string, ReferralFact[]>();
  for (const { facts } of queue.entries.values())
    for (const fact of facts) causes.set(fact.causationId, [...(causes.get(fact.causationId) ?? []), fact]);
  for (const { requestKey } of senders.acknowledged.values()) {
    const row = intake.inbox.get(requestKey);
    if (row === undefined) world.violate("I1", `${requestKey} was acknowledged and is not in the inbox`);
    else if (!row.isParked) hasItsEffect({ world, queue, intake, row, effects: causes.get(row.eventId) ?? [] });
  }
  const opened = [...queue.entries.values()].filter(({ facts }) => facts.length > 0).length;
  const received = [...intake.inbox.values()].filter(({ kind }) => kind === "received").length;
  if (opened !== received) world.violate("I14", `${received} referrals were received and ${opened} are here`);
}

function hasItsEffect({
  world,
  queue,
  intake,
  row,
  effects,
}: {
  readonly world: World;
  readonly queue: QueueModel;
  readonly intake: IntakeModel;
  readonly row: InboxRow;
  readonly effects: readonly ReferralFact[];
}): void {
  const referral = queue.referral(row.referralId ?? "");
  const count = (type: ReferralFact["type"]): number => effects.filter((fact) => fact.type === type).length;
  switch (row.kind) {
    case "received":
      if (count("opened") !== 1) world.violate("I1", `${row.requestKey} opened ${count("opened")} referrals`);
      return;
    case "amendment-received":
      if (count("amended") > 1) world.violate("I1", `${row.requestKey} amended ${count("amended")} times`);
      if (effects.length === 0 && !isParkedByQueue(queue, row) && !isMoot(row, referral, intake))
        world.violate("I1", `${row.requestKey} (amendment of ${row.referralId}) had no effect`);
      return;
    case "stale":
      if (!isOlderThanAnother(row, intake))
        world.violate("I1", `${row.requestKey} was set aside as stale, and nothing newer was there`);
      return;
    case "withdrawal-received":
      if (effects.length === 0 && referral.status !== "none" && !hasEnded(referral))
        world.violate(
          "I1",
          `${row.requestKey} (withdrawal of ${row.referralId}) had no effect and the case is ${referral.status}`,
        );
      return;
    default:
      return;
  }
}

/** A newer content has had its effect, or the sender took the case back: nobody waits for this one. */
function isMoot({ message, referralId }: InboxRow, referral: Referral, intake: IntakeModel): boolean {
  if (message?.type !== "amendment-received" || referral.status === "none") return false;
  return (
    (message.contentNumber ?? 0) < (referral.contentNumber ?? 1) ||
    intake.cases.get(referralId ?? "")?.isWithdrawn === true
  );
}

const isOlderThanAnother = (row: InboxRow, { inbox }: IntakeModel): boolean =>
  row.writtenAtMs !== null &&
  [...inbox.values()].some(
    (other) => other.referralId === row.referralId && (other.writtenAtMs ?? 0) > (row.writtenAtMs ?? 0),
  );

const isParkedByQueue = (queue: QueueModel, row: InboxRow): boolean =>
  queue.parked.some(({ id }) => id === row.eventId);

/** I3: as many were told "yours" as there were acceptances, each under a key of its own. */
function oneAnswerForEachAcceptance({ world, queue, staff }: Ended): void {
  for (const { referralId, facts } of queue.entries.values()) {
    const acceptances = facts.filter((fact) => fact.type === "accepted");
    const offers = new Set(acceptances.map((fact) => (fact.type === "accepted" ? fact.data.offerId : "")));
    if (offers.size !== acceptances.length) world.violate("I3", `${referralId}: one offer was accepted twice`);
    const told = new Map<string, Set<string>>();
    for (const one of staff.told)
      if (one.referralId === referralId) told.set(one.offerId, (told.get(one.offerId) ?? new Set()).add(one.key));
    for (const [offerId, keys] of told) {
      if (keys.size > 1)
        world.violate("I3", `${referralId}: ${[...keys].join(" and ")} were both told that ${offerId} is theirs`);
      if (!offers.has(offerId))
        world.violate("I3", `${referralId}: somebody was told that ${offerId} is theirs, and no fact says so`);
    }
  }
}

/** I13: nothing is on its way or owed. */
function nothingIsOwed({ world, queue, intake, advisers, senders }: Ended): void {
  if (senders.unanswered > 0) world.violate("I13", `${senders.unanswered} messages were never acknowledged`);
  if (!queue.outbox.isEmpty || !intake.outbox.isEmpty || !advisers.isSettled())
    world.violate("I13", "an outbox never emptied");
  for (const { fact } of queue.awaited.values())
    world.violate("I13", `the advice on ${fact.type} #${fact.sequence} of ${fact.referralId} never came`);
  for (const row of intake.inbox.values())
    if (!row.isConfirmed && isStillOwed(row, queue))
      world.violate("I13", `${row.requestKey} (${row.kind}) is still owed an effect`);
}

function isStillOwed(row: InboxRow, queue: QueueModel): boolean {
  if (row.kind === "received") return true;
  const referral = queue.referral(row.referralId ?? "");
  return row.kind === "amendment-received" && referral.status !== "none" && !hasEnded(referral);
}
