/**
 * Sends one answer to its sender's endpoint and says how it went.
 * In: a bundle, its ids, the sender of the list. Out: delivered; to be tried again, and when; or refused for good. The same ids and the same bytes each time, so that
 * the other side knows a repeat (BaRS transactional integrity): its "duplicate" is as good as its 200. Never follows a redirect, never logs a body.
 */
import { useContextOf, type FhirBundle } from "@ucrt/domain";
import type { BarsSettings } from "@ucrt/schemas";
import { fault } from "@ucrt/service";
import type { AccessTokens } from "./fetch-access-token.ts";
import type { BarsSender } from "./bars-senders.ts";
import { readBeginning } from "./read-response.ts";
import { fhirType } from "./write-fhir.ts";

export interface AnswerToSend {
  /** Becomes X-Request-Id. */
  readonly answerId: string;
  readonly correlationId: string;
  /** The bundle, exact text. */
  readonly body: string;
}

export type Sent =
  | { readonly outcome: "delivered"; readonly why: string }
  | { readonly outcome: "again"; readonly why: string; readonly afterSeconds?: number }
  | { readonly outcome: "refused"; readonly why: string };

const ANSWER_WITHIN_MS = 10_000;
const retriedStatuses: ReadonlySet<number> = new Set([401, 403, 408, 425, 429]);

/** Sends once. Never throws: whatever goes wrong on the way is tried again. */
export async function sendAnswer(
  answer: AnswerToSend,
  way: {
    readonly sender: BarsSender;
    readonly tokens: AccessTokens;
    readonly settings: BarsSettings;
    readonly version: string;
  },
): Promise<Sent> {
  try {
    return await post(answer, way);
  } catch (error) {
    return { outcome: "again", why: nameOf(error) };
  }
}

async function post(
  { answerId, correlationId, body }: AnswerToSend,
  { sender, tokens, settings, version }: Parameters<typeof sendAnswer>[1],
): Promise<Sent> {
  fault.at("notify-before-send");
  const response = await fetch(`${sender.endpoint}/$process-message`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await tokens.tokenFor(sender)}`,
      accept: `${fhirType}; version=${version}`,
      "content-type": `${fhirType}; version=${version}`,
      "x-request-id": answerId,
      "x-correlation-id": correlationId,
      "use-context": useContextOf(JSON.parse(body) as FhirBundle),
      "nhsd-target-identifier": base64(sender.serviceId),
      "nhsd-end-user-organisation": base64({
        resourceType: "Organization",
        identifier: [
          { system: "https://fhir.nhs.uk/Id/ods-organization-code", value: settings.responder.organisation },
        ],
        name: settings.responder.name,
      }),
      "nhsd-requesting-software": base64({
        resourceType: "Device",
        deviceName: [{ name: "UCRT referral router", type: "user-friendly-name" }],
      }),
    },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  fault.at("notify-after-send");
  const { status, headers } = response;
  const why = `http-${status}`;
  if (status === 401 || status === 403) tokens.forget(sender);
  // Whoever does not give both ids back, or answers with a page for people, is not the system we speak to but something on the way: gateways give one id back too.
  // A hand-back that only such a one has taken would be a case that each side believes the other has.
  const isTheirs =
    headers.get("x-request-id")?.toLowerCase() === answerId &&
    headers.get("x-correlation-id")?.toLowerCase() === correlationId.toLowerCase() &&
    headers.get("content-type")?.toLowerCase().startsWith("text/") !== true;
  if (!isTheirs) {
    await response.body?.cancel();
    return { outcome: "again", why: `${why}-of-a-stranger` };
  }
  if (response.ok) {
    await response.body?.cancel();
    return { outcome: "delivered", why };
  }
  const issue = issueOf(await readBeginning(response));
  if (status === 409 && issue === "duplicate") return { outcome: "delivered", why: `${why}-duplicate` };
  if (retriedStatuses.has(status) || status >= 500 || issue === undefined) {
    const afterSeconds = Number(headers.get("retry-after"));
    return { outcome: "again", why, ...(afterSeconds > 0 ? { afterSeconds } : {}) };
  }
  return { outcome: "refused", why };
}

/** `issue.code` of an OperationOutcome; undefined when it is none, and then nobody who speaks BaRS has answered. */
function issueOf(text: string): string | undefined {
  try {
    const outcome = JSON.parse(text) as { resourceType?: unknown; issue?: readonly { code?: unknown }[] };
    const code = outcome.issue?.[0]?.code;
    return outcome.resourceType === "OperationOutcome" && typeof code === "string" ? code : undefined;
  } catch {
    return undefined;
  }
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64");

/** What kind of failure, for a row and a log: a code or a name, never a message with an address in it. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "error";
  const cause = error.cause as { readonly code?: unknown } | undefined;
  return typeof cause?.code === "string" ? cause.code : error.name;
}
