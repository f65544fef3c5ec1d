// A person who uses the public API and nothing else. In: the front door's address, a role. Out: calls as that person.
// Signs in by the local token endpoint, which exists in local mode only.
import { randomUUID } from "node:crypto";
import type { Principal } from "@ucrt/schemas";

export type Identity = Omit<Principal, "subject" | "sessionId"> & { readonly subject?: string };

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface PersonAtWork {
  readonly identity: Identity;
  get(path: string): Promise<Answer>;
  /** `requestId` is the idempotency key. @default a new one */
  post(path: string, body: unknown, requestId?: string): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
}

const timeoutMs = 10_000;
/** Tokens live 12 h; a run may be longer. */
const renewAfterMs = 6 * 3_600_000;

/** Signs in at the first call. Calls throw only when nobody answered in 10 s. */
export function personAtWork(webUrl: string, identity: Identity): PersonAtWork {
  let token: { readonly text: string; readonly sinceMs: number } | undefined;

  const signedIn = async (): Promise<string> => {
    if (token !== undefined && performance.now() - token.sinceMs < renewAfterMs) return token.text;
    const response = await fetch(`${webUrl}/local/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(identity),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`No token for ${identity.role}: ${response.status} ${await response.text()}`);
    const { token: text } = (await response.json()) as { token: string };
    token = { text, sinceMs: performance.now() };
    return text;
  };

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    requestId: string = randomUUID(),
  ): Promise<Answer> => {
    const response = await fetch(`${webUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await signedIn()}`,
        "x-request-id": requestId,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
  };

  return {
    identity,
    get: (path) => call("GET", path),
    post: (path, body, requestId) => call("POST", path, body, requestId),
    put: (path, body) => call("PUT", path, body),
  };
}
