// Sends what the ambulance service has to say about a case: the request, an update, a cancellation. In: a case. Out: messages that are repeated until
// they have arrived, one at a time for each case, and their story on the stack.
import { randomUUID } from "node:crypto";
import { askForToken } from "./ask-for-token.ts";
import { barsHeaders } from "./bars-headers.ts";
import type { MadeCase } from "./made-case.ts";
import { validationRequest, type RequestKind } from "./made-validation-request.ts";
import type { Loss } from "./post-once.ts";
import { readPlanned } from "./read-answer.ts";
import { sendMessage, type Sent } from "./send-message.ts";
import type { StackOfCases } from "./stack-of-cases.ts";

export interface RequestSender {
  /** Sends a message about a case, after those that are under way. Resolves when it has arrived, was refused, or was given up. */
  send(one: MadeCase, kind: RequestKind): Promise<Sent>;
  stop(): Promise<void>;
}

export interface RequestSenderOptions {
  /** The product's public origin. */
  readonly webUrl: string;
  /** Base64 of the private JWK with which the ambulance service proves who it is. */
  readonly systemKey: string;
  readonly stack: StackOfCases;
  readonly nowMs: () => number;
  /** Which attempt's answer is lost on the way. @default none */
  readonly lossOf?: (message: { readonly kind: RequestKind; readonly cadNumber: string }, attempt: number) => Loss;
  readonly firstPauseMs?: number;
}

export function requestSender(options: RequestSenderOptions): RequestSender {
  const { webUrl, stack, nowMs, lossOf } = options;
  const url = new URL("/FHIR/R4/$process-message", webUrl);
  const stopping = new AbortController();
  const token = askForToken({ webUrl, systemKey: options.systemKey, nowMs });
  const underWay = new Map<string, Promise<unknown>>();

  const sendNow = async (one: MadeCase, kind: RequestKind): Promise<Sent> => {
    const { bundleId, bundle } = validationRequest(one, kind, nowMs());
    const { cadNumber, correlationId } = one;
    const requestId = randomUUID();
    const fixedHeaders = barsHeaders({ requestId, correlationId });
    stack.addBundle(cadNumber, bundleId);
    const sent = await sendMessage({
      url,
      requestId,
      body: JSON.stringify(bundle),
      headers: async (isStale) => ({ ...fixedHeaders, authorization: `Bearer ${await token(isStale)}` }),
      onAttempt: (attempt) => stack.add(cadNumber, { type: "attempted", atMs: nowMs(), requestId, kind, ...attempt }),
      ...(lossOf === undefined ? {} : { lossOf: (attempt: number) => lossOf({ kind, cadNumber }, attempt) }),
      ...(options.firstPauseMs === undefined ? {} : { firstPauseMs: options.firstPauseMs }),
      signal: stopping.signal,
    });
    const about = { atMs: nowMs(), requestId, kind };
    switch (sent.kind) {
      case "arrived":
        stack.add(cadNumber, {
          ...about,
          type: "arrived",
          isDuplicate: sent.isDuplicate,
          theirNumber: readPlanned(sent.body, cadNumber)?.theirNumber,
        });
        break;
      case "refused":
        stack.add(cadNumber, { ...about, type: "refused", status: sent.status, code: sent.code });
        break;
      case "undelivered":
        if (!stopping.signal.aborted) stack.add(cadNumber, { ...about, type: "undelivered" });
        break;
    }
    return sent;
  };

  return {
    send: (one, kind) => {
      stack.put(one);
      const before = underWay.get(one.cadNumber) ?? Promise.resolve();
      const now = before.then(() => sendNow(one, kind));
      underWay.set(
        one.cadNumber,
        now.catch(() => undefined),
      );
      return now;
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(underWay.values());
    },
  };
}
