/**
 * `opened` and `amended` facts come in (`referral.facts.v1`); advice `assessed` goes out (`referral.advice.v1`), a batch in one send.
 * Judged for the instant of the fact, with the criteria in force then; its id comes from the fact, so a repeat is recognised. Candidates are
 * judged too: the tab of the stack shows what would be said. Decides nothing for a person: `queue` takes the advice up, or records it as ignored.
 */
import { assess } from "@ucrt/domain";
import { readMessage, startMessageSpan, type IncomingMessage, type OutgoingMessage, type Producer } from "@ucrt/kafka";
import { fact as anyFact, type AssessedAdvice, type FactOf } from "@ucrt/schemas";
import type { CriteriaInForce } from "./criteria-in-force.ts";
import { idOf } from "./ids.ts";
import { toAdviceMessage } from "./to-advice-message.ts";

/** Facts of every kind come by; only those that can be ours are parsed. */
const marks = [Buffer.from('"opened"'), Buffer.from('"amended"')];

export interface FactHandlerParts {
  readonly criteria: CriteriaInForce;
  readonly producer: Pick<Producer, "send">;
}

/** A handler for a batch consumer. Throws Unreadable for a fact that is not what the contract says. */
export function onReferralOpenedOrAmended(parts: FactHandlerParts) {
  return async (messages: readonly IncomingMessage[]): Promise<void> => {
    const advice = messages.map((message) => answer(message, parts.criteria)).filter((one) => one !== null);
    if (advice.length > 0) await parts.producer.send(advice);
  };
}

function answer(message: IncomingMessage, criteria: CriteriaInForce): OutgoingMessage | null {
  if (!marks.some((mark) => message.valueBytes.includes(mark))) return null;
  const fact = readMessage(message, anyFact);
  if (fact.type !== "opened" && fact.type !== "amended") return null;
  const span = startMessageSpan(message, `assess ${fact.type}`);
  try {
    const sent = span.run(() => toAdviceMessage(adviseOn(fact, criteria)));
    span.end();
    return sent;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/** The advice for one fact. */
export function adviseOn(fact: FactOf<"opened"> | FactOf<"amended">, criteria: CriteriaInForce): AssessedAdvice {
  const { picture, source } = fact.data;
  return {
    type: "assessed",
    id: idOf("assessed", fact.id),
    referralId: fact.referralId,
    causationId: fact.id,
    correlationId: fact.correlationId,
    revision: fact.revision,
    at: fact.at,
    decision: assess(criteria.at(fact.at), { picture, source, atMs: fact.at }),
  };
}
