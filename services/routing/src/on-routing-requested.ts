/**
 * `routing-requested` facts come in (`referral.facts.v1`); advice `routed` goes out (`referral.advice.v1`), a batch in one send.
 * Advice is for the instant of the fact it answers, with the teams' states as they are known now. Its id comes from the fact, so a repeat is
 * recognised. Never offers anything: `queue` takes the advice up, or records it as ignored.
 */
import { rankTeams, type Directory } from "@ucrt/domain";
import {
  cloudEventHeaders,
  header,
  injectTraceparent,
  readMessage,
  startMessageSpan,
  type IncomingMessage,
  type OutgoingMessage,
  type Producer,
} from "@ucrt/kafka";
import {
  ADVICE_TOPIC,
  referralFact,
  routedAdvice,
  type FactOf,
  type RoutedAdvice,
  type TeamState,
} from "@ucrt/schemas";
import { stableIds } from "@ucrt/service";

/** The same fact gives the same advice. */
const idOf = stableIds("0c5b9d0e-5d3f-5c1a-8f3e-5b8f1d8f6a27");
/** Facts of every kind come by; only those that can be ours are parsed. */
const MARK = Buffer.from('"routing-requested"');

export interface RoutingDeps {
  readonly directory: Directory;
  readonly teamStates: ReadonlyMap<string, TeamState>;
  readonly producer: Pick<Producer, "send">;
}

/** A handler for a batch consumer. */
export function onRoutingRequested(deps: RoutingDeps) {
  return async (messages: readonly IncomingMessage[]): Promise<void> => {
    const advice = messages.map((message) => answer(message, deps)).filter((one) => one !== null);
    if (advice.length > 0) await deps.producer.send(advice);
  };
}

function answer(message: IncomingMessage, deps: RoutingDeps): OutgoingMessage | null {
  if (!message.valueBytes.includes(MARK)) return null;
  const fact = readMessage(message, referralFact);
  if (fact.type !== "routing-requested") return null;
  const span = startMessageSpan(message, "routing-requested");
  try {
    const sent = span.run(() => toMessage(adviseRouting(fact, deps)));
    span.end();
    return sent;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/** The advice for one request. */
export function adviseRouting(
  fact: FactOf<"routing-requested">,
  deps: Pick<RoutingDeps, "directory" | "teamStates">,
): RoutedAdvice {
  const { location, needs, response, teamsTried, source, attempt } = fact.data;
  const ranking = rankTeams({ location, needs, response, teamsTried, source, atMs: fact.at, ...deps });
  return {
    type: "routed",
    id: idOf("routed", fact.id),
    referralId: fact.referralId,
    causationId: fact.id,
    correlationId: fact.correlationId,
    revision: fact.revision,
    at: fact.at,
    attempt,
    considered: [...ranking.considered],
    nextOpeningAt: ranking.nextOpeningAt,
    unroutedBecause: ranking.unroutedBecause,
  };
}

function toMessage(advice: RoutedAdvice): OutgoingMessage {
  const wire = routedAdvice.encode(advice);
  return {
    topic: ADVICE_TOPIC,
    key: advice.referralId,
    value: JSON.stringify(wire),
    headers: injectTraceparent({
      ...cloudEventHeaders({
        id: advice.id,
        type: "referral.advice.routed.v1",
        source: "routing",
        time: wire.at,
        subject: advice.referralId,
        causationId: advice.causationId,
        correlationId: advice.correlationId,
      }),
      [header.contentType]: "application/json",
    }),
  };
}
