/** Advice as a message for `referral.advice.v1`: CloudEvents headers, no identity, the referral's or the check's id as key. */
import { cloudEventHeaders, injectTraceparent, type OutgoingMessage } from "@ucrt/kafka";
import { ADVICE_TOPIC, assessedAdvice, checkedAdvice, type AssessedAdvice, type CheckedAdvice } from "@ucrt/schemas";
import { serviceName } from "./service-name.ts";

/** The message of one piece of advice. */
export function toAdviceMessage(advice: AssessedAdvice | CheckedAdvice): OutgoingMessage {
  const about =
    advice.type === "assessed"
      ? { subject: advice.referralId, causationId: advice.causationId, correlationId: advice.correlationId }
      : { subject: advice.checkId };
  const wire = advice.type === "assessed" ? assessedAdvice.encode(advice) : checkedAdvice.encode(advice);
  const headers = cloudEventHeaders({
    id: advice.id,
    type: `referral.advice.${advice.type}.v1`,
    source: serviceName,
    time: wire.at,
    ...about,
  });
  return { topic: ADVICE_TOPIC, key: about.subject, value: JSON.stringify(wire), headers: injectTraceparent(headers) };
}
