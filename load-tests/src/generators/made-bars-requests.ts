// BaRS bundles of a load run, made before it starts: cases of a simulated ambulance service, every one another person's. In: a number, a seed. Out: texts with ids;
// the case id of each is the GUID of its conversation.
import { chanceFrom, madeCase, validationRequest } from "@ucrt/local/people";
import type { MadeReferral } from "./made-referrals.ts";

/** Makes `count` new validation requests: the same load for the same seed, but for their ids. */
export function makeBarsRequests(count: number, seed = 1): MadeReferral[] {
  const chance = chanceFrom(seed);
  return Array.from({ length: count }, () => {
    const nowMs = Date.now();
    const one = madeCase(chance, nowMs);
    return {
      feed: "ambulance",
      requestId: crypto.randomUUID(),
      caseId: one.correlationId,
      body: JSON.stringify(validationRequest(one, "new", nowMs).bundle),
    };
  });
}
