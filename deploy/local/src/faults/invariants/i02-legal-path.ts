// I2: each referral has one disposition and came to it by a legal path. In: evidence. Out: gaps, repeats and illegal steps in a list of facts, a stored
// state that is not what the facts say, a case without owner or deadline, and any difference between the log and the database.
import {
  evolve,
  hasEnded,
  initialReferral,
  isFinished,
  nextDeadlineOf,
  ownerOf,
  type FoldableFact,
  type Referral,
} from "@ucrt/domain";
import type { ReferralFact } from "@ucrt/schemas";
import { canonical, livesOf, type Evidence, type Invariant, type Violation } from "../evidence.ts";
import { statesBefore } from "./legal-steps.ts";

export const legalPath: Invariant = (evidence) => {
  const violations: Violation[] = [];
  const lives = livesOf(evidence);
  for (const [id, life] of lives)
    for (const what of [...wrongSteps(life), ...wrongEnd(life)]) violations.push({ invariant: "I2", id, what });
  for (const stored of evidence.referrals) {
    const life = lives.get(stored.id) ?? [];
    const folded = life.reduce<Referral>((referral, fact) => evolve(referral, fact as FoldableFact), initialReferral);
    if (
      folded.status !== stored.state ||
      folded.version !== stored.version ||
      canonical(folded) !== canonical(stored.folded)
    )
      violations.push({
        invariant: "I2",
        id: stored.id,
        what: `is stored as ${stored.state} at ${stored.version}; its facts say ${folded.status} at ${folded.version}`,
      });
  }
  return { judged: evidence.referrals.length, violations: [...violations, ...logDiffers(evidence)] };
};

function wrongSteps(life: readonly ReferralFact[]): readonly string[] {
  const wrong: string[] = [];
  let referral: Referral = initialReferral;
  let ends = 0;
  for (const [index, fact] of life.entries()) {
    if (fact.sequence !== index + 1) {
      wrong.push(`has fact ${fact.sequence} where ${index + 1} belongs`);
      break;
    }
    const allowed = statesBefore[fact.type];
    const state = referral.status;
    if (state === "none" ? fact.type !== "opened" : allowed !== undefined && !allowed.includes(state))
      wrong.push(`has ${fact.type} at ${fact.sequence}, which cannot stand in ${state}`);
    const after: Referral = evolve(referral, fact as FoldableFact);
    if (!hasEnded(referral) && hasEnded(after)) ends += 1;
    if (hasEnded(referral) && !hasEnded(after)) {
      // Only a candidate that was let go and then confirmed comes back.
      if (fact.type === "take-confirmed") ends -= 1;
      else wrong.push(`came back from its end by ${fact.type} at ${fact.sequence}`);
    }
    referral = after;
  }
  if (ends > 1) wrong.push(`ended ${ends} times`);
  return wrong;
}

/** Finished, or somebody's with a deadline. */
function wrongEnd(life: readonly ReferralFact[]): readonly string[] {
  const referral = life.reduce<Referral>((so, fact) => evolve(so, fact as FoldableFact), initialReferral);
  if (referral.status === "none") return ["was never opened"];
  if (isFinished(referral)) return [];
  const wrong: string[] = [];
  if (nextDeadlineOf(referral) === null) wrong.push(`is ${referral.status} without a next deadline`);
  const owner = ownerOf(referral);
  if ((owner.kind === "team" || owner.kind === "named-person") && owner.name === null)
    wrong.push(`is ${referral.status} with a ${owner.kind} that has no name`);
  return wrong;
}

/** A fact has the time of its transaction's beginning, which can be a little before others could see it. */
const transactionMs = 5_000;

/** Every fact of the database is on the log, in its order, to the byte; repeats are the same to the byte; nothing else is there. */
function logDiffers({ facts, topics, readAtMs }: Evidence): readonly Violation[] {
  const differs = (id: string, what: string): Violation => ({ invariant: "I2", id, what });
  const stored = new Map(facts.map((fact) => [fact.id, fact]));
  const logged = new Set<string>();
  const last = new Map<string, number>();
  const wrong: Violation[] = [];
  for (const record of topics.facts.toSorted(
    (one, other) => one.partition - other.partition || one.offset - other.offset,
  )) {
    const id = record.headers["ce_id"] ?? "";
    const fact = stored.get(id);
    // The log was read after the database, and timers go on.
    if (fact === undefined && Date.parse(record.headers["ce_time"] ?? "") > readAtMs - transactionMs) continue;
    if (fact === undefined) wrong.push(differs(record.key ?? id, `fact ${id} is on the log and not in the database`));
    else if (fact.body !== record.value)
      wrong.push(differs(fact.chainId, `fact ${fact.sequence} differs between log and database`));
    if (fact === undefined || logged.has(id)) continue;
    logged.add(id);
    const before = last.get(fact.chainId) ?? 0;
    if (fact.sequence !== before + 1)
      wrong.push(differs(fact.chainId, `fact ${fact.sequence} came on the log first after ${before}`));
    last.set(fact.chainId, Math.max(before, fact.sequence));
  }
  for (const fact of facts)
    if (!logged.has(fact.id))
      wrong.push(differs(fact.chainId, `fact ${fact.sequence} (${fact.type}) is not on the log`));
  return wrong;
}
