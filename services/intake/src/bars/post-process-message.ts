/**
 * `POST /FHIR/R4/$process-message`: every referral, update and cancellation of a BaRS sender.
 * In: a message bundle. Out: 200 with the responder's planned Encounter once it is stored; a refusal as OperationOutcome. 425 while the first attempt is
 * in hand, 408 when it took too long: the work goes on, and the retry hears how it ended.
 */
import { setTimeout as pause } from "node:timers/promises";
import { principalOf, problem, rawBodyOf, type HttpServer } from "@ucrt/service";
import { Counter, type Registry } from "prom-client";
import type { BarsSenders } from "./bars-senders.ts";
import { admitBars } from "./admit-bars.ts";
import type { InHand } from "./in-hand.ts";
import { processMessage, type BarsDeps, type Processed } from "./process-message.ts";
import { barsProblem, fhirType, sendFhir } from "./write-fhir.ts";

export interface DoorDeps extends BarsDeps {
  readonly senders: BarsSenders;
  readonly inHand: InHand;
  /** How long a sender waits at most, milliseconds. BaRS asks for an answer within 5 s. @default 4,500 */
  readonly answerWithinMs?: number;
  readonly registry?: Registry;
}

const ANSWER_WITHIN_MS = 4_500;

/** Adds the route. */
export function addPostProcessMessage(app: HttpServer, deps: DoorDeps): void {
  const counted = deps.registry === undefined ? undefined : messageCounter(deps.registry);
  app.post("/FHIR/R4/$process-message", { config: { bodyTypes: [fhirType] } }, async (request, reply) => {
    const headers = admitBars(request, { ...deps, needsTarget: true });
    const principal = principalOf(request);
    const work = deps.inHand.run(`${principal.organisation} ${headers.requestId}`, () =>
      processMessage(deps, {
        bundle: request.body,
        body: rawBodyOf(request)?.toString("utf8") ?? "",
        requestId: headers.requestId,
        correlationId: headers.correlationId,
        principal,
      }),
    );
    const processed = await within(work, deps.answerWithinMs ?? ANSWER_WITHIN_MS);
    if (processed === "too-early" || processed === "timeout") {
      counted?.inc({ outcome: processed });
      throw processed === "timeout" ? problem("REF_REQUEST_TIMEOUT") : problem("REF_TOO_EARLY");
    }
    counted?.inc({ outcome: processed.outcome });
    if (processed.outcome === "key-reused")
      request.log.error(
        { alarm: "request-id-reused", part: "bars" },
        "another message came under an X-Request-Id that was used before; the first one stands",
      );
    if (processed.outcome !== "stored") throw barsProblem(processed.refusals);
    return sendFhir(reply, processed.answer, versionOf(deps));
  });
}

/** The newest version of the API that is spoken here. */
export const versionOf = ({ settings }: Pick<BarsDeps, "settings">): string =>
  `${settings.apiVersions.at(-1) ?? "1.4"}.0`;

async function within(
  work: Promise<Processed | "too-early">,
  ms: number,
): Promise<Processed | "too-early" | "timeout"> {
  const waiting = new AbortController();
  try {
    return await Promise.race([work, pause(ms, "timeout" as const, { signal: waiting.signal })]);
  } finally {
    waiting.abort();
    // When the wait was over first, how the work ends is for the retry to hear.
    work.catch(() => undefined);
  }
}

function messageCounter(registry: Registry): Counter<"outcome"> {
  return new Counter({
    name: "intake_bars_messages_total",
    help: "BaRS messages by what became of them: stored, refused, duplicate, key-reused, stale, too-early, timeout",
    labelNames: ["outcome"],
    registers: [registry],
  });
}
