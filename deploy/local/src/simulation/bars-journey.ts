// One case's whole way over BaRS, seen from both sides. In: where the simulated ambulance service is, who acts here. Out: the journey, or where it stopped.
// The ambulance service makes up the case and sends it; it arrives here as every referral does, and its end is read on the ambulance service's side.
import type { Journey, JourneyCompany } from "./journey.ts";
import { defaultStepTimeoutMs, followToClosure } from "./journey.ts";
import type { PersonAtWork } from "./person-at-work.ts";

interface CaseOfAmbulanceService {
  readonly cadNumber: string;
  readonly standing: string;
  readonly carePlanStatus?: string;
}

/** Follows one case to its closure and to the final answer at the sender. Never throws: a journey that stopped says why. */
export async function makeBarsJourney(
  ambulanceServiceUrl: string,
  company: JourneyCompany & { readonly coordinator: PersonAtWork },
): Promise<Journey> {
  const timeoutMs = company.stepTimeoutMs ?? defaultStepTimeoutMs;
  const steps: Journey["steps"][number][] = [];
  const startMs = performance.now();
  const step = (what: string): void => void steps.push({ what, afterMs: Math.round(performance.now() - startMs) });
  let referralId: string | undefined;
  const journey = (stoppedBecause: string | undefined): Journey => ({
    feed: "ambulance",
    way: "BaRS",
    referralId,
    steps,
    stoppedBecause,
  });
  try {
    const cadNumber = await askForCase(ambulanceServiceUrl, "nothing");
    const standsAs = (standing: string) =>
      until(`the ambulance service reads "${standing}"`, timeoutMs, async () => {
        const one = (await casesOf(ambulanceServiceUrl)).find((other) => other.cadNumber === cadNumber);
        return one?.standing === standing ? one : undefined;
      });
    await standsAs("acknowledged");
    step("acknowledged to the ambulance service (planned)");
    referralId = await until("the case is found by its incident number", timeoutMs, async () => {
      const { body } = await company.coordinator.post("/api/referrals/search", { caseId: cadNumber });
      return (body["rows"] as { referralId: string }[] | undefined)?.[0]?.referralId;
    });
    await followToClosure(referralId, company, step);
    const { carePlanStatus } = await standsAs("finished");
    step(`the ambulance service reads: finished, care plan ${carePlanStatus}`);
    return journey(undefined);
  } catch (error) {
    return journey(error instanceof Error ? error.message : String(error));
  }
}

/** Has the ambulance service send a case of its own making; `turn` says what becomes of it while it waits. Returns its incident number. */
export async function askForCase(ambulanceServiceUrl: string, turn?: "nothing"): Promise<string> {
  const response = await fetch(`${ambulanceServiceUrl}/local/cases`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ turn }),
    signal: AbortSignal.timeout(5_000),
  });
  if (response.status !== 202) throw new Error(`The simulated ambulance service answered ${response.status}`);
  return ((await response.json()) as { cadNumber: string }).cadNumber;
}

/** True when a simulated ambulance service answers there. */
export async function isThere(ambulanceServiceUrl: string): Promise<boolean> {
  try {
    await casesOf(ambulanceServiceUrl);
    return true;
  } catch {
    return false;
  }
}

async function casesOf(url: string): Promise<readonly CaseOfAmbulanceService[]> {
  const response = await fetch(`${url}/cases`, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`The simulated ambulance service answered ${response.status}`);
  return (await response.json()) as readonly CaseOfAmbulanceService[];
}

async function until<T>(what: string, timeoutMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const giveUpMs = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > giveUpMs) throw new Error(`Waited ${Math.round(timeoutMs / 1000)} s for "${what}"`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
