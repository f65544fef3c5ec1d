/** Facts as `queue` writes them, on their way to this service. */
import type { IncomingMessage } from "@ucrt/kafka";
import { fact as factContract, type Decision, type ReferralFact, type ReferralFactType } from "@ucrt/schemas";

let counter = 0;
export const uuid = (): string => `00000000-0000-4000-8000-${String(++counter).padStart(12, "0")}`;
export const startMs = Date.parse("2026-11-20T10:30:00Z");
export const clinician = { name: "Ari Nurse", role: "Community nurse", registration: null };

/** A message with the fact of this type, as `queue` writes it. */
export function fact(
  referralId: string,
  sequence: number,
  type: ReferralFactType,
  data: object,
  causationId = uuid(),
): IncomingMessage {
  const actor = {
    kind: "person",
    subject: "s",
    name: "Dr Clinician",
    role: "spa-clinician",
    organisation: null,
    team: null,
    registration: null,
  };
  const atMs = startMs + sequence * 1000;
  const one = {
    type,
    id: uuid(),
    referralId,
    sequence,
    revision: 1,
    at: atMs,
    recordedAt: atMs,
    actor,
    causationId,
    correlationId: "c",
    data,
  } as ReferralFact;
  const value = JSON.stringify(factContract.encode(one));
  return {
    topic: "referral.facts.v1",
    partition: 0,
    offset: String(++counter),
    key: referralId,
    valueBytes: Buffer.from(value),
    isTombstone: false,
    timestampMs: atMs,
    headers: {},
  };
}

export const decision = (outcome: Decision["outcome"], more: Partial<Decision> = {}): Decision => ({
  criteriaSet: { area: "demo", version: "2026-11-01", hash: "h", isApproved: false },
  outcome,
  redirectTo: null,
  response: "two-hour",
  triage: "by-accepting-clinician",
  cappedBy: null,
  uncappedOutcome: outcome,
  findings: [],
  ...more,
});
export const assessed = (
  referralId: string,
  sequence: number,
  outcome: Decision["outcome"],
  more: Partial<Decision> = {},
) => fact(referralId, sequence, "assessed", { adviceId: uuid(), decision: decision(outcome, more) });
export const accepted = (referralId: string, sequence: number, role = clinician.role) =>
  fact(referralId, sequence, "accepted", {
    offerId: uuid(),
    team: "ucrt-basildon-brentwood",
    clinician: { ...clinician, role },
    expectedAt: startMs + 3_600_000,
    isCounterOffer: false,
    byPhone: false,
  });
export const offered = (referralId: string, sequence: number) =>
  fact(referralId, sequence, "offered", {
    offerId: uuid(),
    team: "ucrt-basildon-brentwood",
    attempt: 1,
    by: "routing",
    isMutualAid: false,
    halfTimeAt: startMs,
    lapsesAt: startMs,
  });
export const handedBack = (referralId: string, sequence: number) =>
  fact(referralId, sequence, "handed-back", {
    reason: "capacity",
    to: "referrer",
    isAutomatic: false,
    acknowledgeBy: startMs + 900_000,
    openNow: "nhs-111",
  });
