/**
 * Decides what an input means for a referral. In: the referral, one input, the context (time, timeouts, teams, ids).
 * Out: new facts, a refusal, or nothing. Pure and total: every status with every input has an answer, and nothing is thrown.
 */
import type { DecisionContext } from "./context.ts";
import { ignore, type Decision, type Input } from "./decision.ts";
import type { Referral } from "./referral.ts";

/** New facts for this input, in order; or why there are none. */
export function decide(referral: Referral, input: Input, context: DecisionContext): Decision {
  void referral;
  void input;
  void context;
  return ignore("nothing-to-do");
}
