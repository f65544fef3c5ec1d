/**
 * What must hold after every single fact. In: the referral before a fact, the fact, what caused it; or a referral as it was saved. Out: violations in the world.
 */
import {
  boardRowOf,
  hasEnded,
  isFinished,
  isOfTheStack,
  nextDeadlineOf,
  ownerOf,
  timersOf,
  type OpenedReferral,
  type Referral,
  type ReferralInput,
} from "@ucrt/domain";
import type { ReferralFact } from "@ucrt/schemas";
import type { World } from "./world.ts";

/** Facts that may follow an end: what is owed or said about it, and a take that 999 confirms after all. */
const afterTheEnd = new Set<ReferralFact["type"]>([
  "amended",
  "take-confirmed",
  "advice-ignored",
  "acknowledged",
  "call-task-raised",
  "call-task-settled",
  "call-recorded",
  "noted",
  "claimed",
  "claim-released",
  "link-suggested",
  "linked",
  "unlinked",
  "deadline-passed",
  "crew-decided",
  "summary-sent",
  "erased",
]);

/** A fact that may be written here. */
export function factsFit(world: World, before: Referral, fact: ReferralFact, input: ReferralInput): void {
  const where = `${fact.type} #${fact.sequence} of ${fact.referralId}`;
  if (before.status === "none") {
    if (fact.type !== "opened") world.violate("I2", `${where} before it was opened`);
    return;
  }
  if (fact.type === "opened") world.violate("I1", `${where}: opened twice`);
  if (fact.sequence !== before.version + 1) world.violate("I2", `${where}: the referral has ${before.version} facts`);
  if (fact.revision < before.revision)
    world.violate("I10", `${where}: of revision ${fact.revision} after ${before.revision}`);
  if (hasEnded(before) && !afterTheEnd.has(fact.type))
    world.violate("I2", `${where} after it has ended (${before.status})`);
  if (
    fact.type === "accepted" &&
    (before.offer === null || before.offer.offerId !== fact.data.offerId || before.job !== null)
  )
    world.violate("I3", `${where}: accepted by ${fact.data.team} in ${before.status}, not out of its live offer`);
  if (fact.type === "offered" && (before.offer !== null || before.job !== null))
    world.violate("I3", `${where}: offered to ${fact.data.team} while it is ${before.status}`);
  if (fact.type === "closed" && (input.kind === "timer" || input.kind === "advice"))
    world.violate("I2", `${where}: closed by ${input.kind}`);
  if (fact.type === "handed-back" && fact.data.isAutomatic && !isOfTheStack(before))
    world.violate("I2", `${where}: a machine handed back what did not come from the stack`);
  if (
    (fact.type === "assessed" || fact.type === "routed") &&
    input.kind === "advice" &&
    input.advice.revision !== before.revision
  )
    world.violate("I10", `${where}: advice for revision ${input.advice.revision} was taken up at ${before.revision}`);
}

/** A referral that may be saved. */
export function stateFits(world: World, referralId: string, referral: OpenedReferral): void {
  const where = `${referralId} v${referral.version}, ${referral.status}`;
  const owner = ownerOf(referral);
  if ((owner.kind === "team" || owner.kind === "named-person") && !owner.name)
    world.violate("I13", `${where}: its owner has no name`);
  if ((nextDeadlineOf(referral) === null) !== isFinished(referral))
    world.violate("I13", `${where}: a next deadline, or an end, and never both or neither`);
  if (referral.offers.filter((offer) => offer.ended === "open").length !== (referral.offer === null ? 0 : 1))
    world.violate("I3", `${where}: open offers do not match the live one`);
  if (referral.job !== null && referral.offer !== null) world.violate("I3", `${where}: held and offered at once`);
  const open = referral.callTasks.filter((task) => !task.isDone).map((task) => task.reason);
  if (new Set(open).size !== open.length) world.violate("I9", `${where}: two open call tasks for one reason`);
  const names = timersOf(referral).map((timer) => timer.name);
  if (new Set(names).size !== names.length) world.violate("I9", `${where}: two timers of one name`);
  if (boardRowOf(referralId, referral).version !== referral.version)
    world.violate("I2", `${where}: its row has another version`);
}
