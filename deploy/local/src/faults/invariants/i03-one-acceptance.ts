// I3: at most one team has accepted at any instant, and each offer has at most one acceptance that was told so. In: evidence. Out: acceptances that meet, or
// were answered without having happened. Looks at: facts, the tables of offers and acceptances, what callers were told.
import { evolve, initialReferral, type FoldableFact, type Referral } from "@ucrt/domain";
import { livesOf, type Invariant, type Violation } from "../evidence.ts";
import { commandCause } from "../causes.ts";
import { operationsOf, textOf } from "../operations.ts";

export const oneAcceptance: Invariant = (evidence) => {
  const violations: Violation[] = [];
  const say = (id: string, what: string): void => void violations.push({ invariant: "I3", id, what });
  const accepted = new Map<string, { readonly team: string; readonly cause: string }>();
  for (const [id, life] of livesOf(evidence)) {
    let referral: Referral = initialReferral;
    for (const fact of life) {
      if (fact.type === "accepted") {
        const { offerId, team } = fact.data;
        if (referral.status !== "none" && referral.job !== null)
          say(id, `${team} accepted while ${referral.job.team} held it`);
        if (referral.status !== "none" && referral.offer?.offerId !== offerId)
          say(id, `${team} accepted offer ${offerId}, which was not open`);
        if (accepted.has(offerId)) say(id, `offer ${offerId} was accepted twice`);
        accepted.set(offerId, { team, cause: fact.causationId });
      }
      referral = evolve(referral, fact as FoldableFact);
    }
    holdsAgree(id, referral, evidence.acceptances, say);
  }
  const stored = Map.groupBy(evidence.acceptances, ({ offerId }) => offerId);
  for (const [offerId, { team }] of accepted)
    if (stored.get(offerId)?.length !== 1)
      say(offerId, `${team} accepted it, and ${stored.get(offerId)?.length ?? 0} acceptances are kept`);
  for (const offerId of stored.keys())
    if (!accepted.has(offerId)) say(offerId, "an acceptance is kept that no fact tells of");

  const answers = operationsOf(evidence.history).filter(({ op }) => op === "accept");
  const told = Map.groupBy(
    answers.filter(({ outcome }) => outcome === "ok"),
    (one) => textOf(one, "offerId"),
  );
  for (const [offerId, winners] of told) {
    if (winners.length > 1) say(offerId, `${winners.length} acceptances of one offer were told that they won`);
    const fact = accepted.get(offerId);
    if (fact === undefined) say(offerId, "its acceptance was answered as done, and no fact tells of it");
    else if (!winners.some((one) => commandCause(textOf(one, "subject"), one.id) === fact.cause))
      say(offerId, "somebody else's acceptance is kept than the one that was told it won");
  }
  const causes = new Set([...accepted.values()].map(({ cause }) => cause));
  for (const one of answers)
    if (one.outcome === "fail" && causes.has(commandCause(textOf(one, "subject"), one.id)))
      say(textOf(one, "offerId"), "an acceptance that was refused is kept");
  return { judged: accepted.size + answers.length, violations };
};

function holdsAgree(
  id: string,
  referral: Referral,
  acceptances: readonly { readonly referralId: string; readonly offerId: string; readonly isOpen: boolean }[],
  say: (id: string, what: string) => void,
): void {
  const open = acceptances.filter((one) => one.referralId === id && one.isOpen);
  const job = referral.status === "none" ? null : referral.job;
  if (open.length > 1) say(id, `${open.length} acceptances are open at once`);
  if ((job?.offerId ?? null) !== (open[0]?.offerId ?? null))
    say(id, "the acceptance that is open is not the one that its facts say");
}
