// Sends one message until it is known to have arrived, as the standard asks of a sender. In: the message, fixed ids and body. Out: how it ended, and
// every attempt as it happens. A retry is the same to the byte. 200 and 409 `duplicate` are success; 408, 425, 429, 503 and silence are tried again
// with exponential backoff; everything else is a refusal.
import { setTimeout as pause } from "node:timers/promises";
import { postOnce, type Attempted, type Loss } from "./post-once.ts";

export interface Attempt {
  readonly number: number;
  readonly status: number | undefined;
  /** What it means, in words. */
  readonly words: string;
}

export type Sent =
  | { readonly kind: "arrived"; readonly isDuplicate: boolean; readonly body: string }
  | { readonly kind: "refused"; readonly status: number; readonly code: string }
  /** Given up: nobody answered in all attempts, or sending was stopped. */
  | { readonly kind: "undelivered" };

export interface Sending {
  readonly url: URL;
  /** Headers of this message, ids included. Called for each attempt: only the token may differ. */
  readonly headers: (tokenIsStale: boolean) => Promise<Readonly<Record<string, string>>>;
  readonly requestId: string;
  readonly body: string;
  readonly onAttempt: (attempt: Attempt) => void;
  /** Cuts the line on purpose, for a simulation. @default never */
  readonly lossOf?: (attempt: number) => Loss;
  /** First pause between attempts, doubled each time up to `longestPauseMs`. @default 500 ms */
  readonly firstPauseMs?: number;
  /** @default 15,000 ms */
  readonly longestPauseMs?: number;
  /** @default 12 */
  readonly mostAttempts?: number;
  readonly signal?: AbortSignal;
}

const triedAgain: ReadonlySet<number> = new Set([408, 425, 429, 503]);

export async function sendMessage(sending: Sending): Promise<Sent> {
  const { firstPauseMs = 500, longestPauseMs = 15_000, mostAttempts = 12, signal } = sending;
  let tokenIsStale: boolean = false;
  for (let number = 1; number <= mostAttempts; number++) {
    if (signal?.aborted) break;
    const attempted = await attempt(sending, number, tokenIsStale);
    const { onAttempt } = sending;
    if (attempted.kind === "answered") {
      const { status, body } = attempted;
      const { code, issue } = readOutcome(body);
      onAttempt({ number, status, words: wordsOf(status, issue) });
      if (attempted.requestId !== undefined && attempted.requestId.toLowerCase() !== sending.requestId.toLowerCase())
        return { kind: "refused", status, code: "another message's answer" };
      if (status === 200) return { kind: "arrived", isDuplicate: false, body };
      if (status === 409 && issue === "duplicate") return { kind: "arrived", isDuplicate: true, body };
      const mayBeTheToken: boolean = status === 401 && !tokenIsStale;
      // A 5xx without an OperationOutcome comes from something on the way, not from the receiver.
      const isFromTheWay = status >= 500 && code === "";
      if (!mayBeTheToken && !triedAgain.has(status) && !isFromTheWay) return { kind: "refused", status, code };
      tokenIsStale = mayBeTheToken;
    } else {
      onAttempt({
        number,
        status: undefined,
        words: attempted.kind === "lost" ? "the answer was lost" : `no answer (${attempted.why})`,
      });
    }
    if (number < mostAttempts) await rest(Math.min(firstPauseMs * 2 ** (number - 1), longestPauseMs), signal);
  }
  return { kind: "undelivered" };
}

async function attempt(sending: Sending, number: number, tokenIsStale: boolean): Promise<Attempted> {
  try {
    const headers = await sending.headers(tokenIsStale);
    const loss = sending.lossOf?.(number) ?? "none";
    return await postOnce({ url: sending.url, headers, body: sending.body, loss, signal: sending.signal });
  } catch (error) {
    // The token could not be fetched: the same as nobody at home.
    return { kind: "no-answer", why: error instanceof Error ? error.name : "error" };
  }
}

/** The error code and the issue of an OperationOutcome; empty where the body is none. */
function readOutcome(body: string): { readonly code: string; readonly issue: string } {
  try {
    const outcome = JSON.parse(body) as {
      resourceType?: string;
      issue?: { code?: string; details?: { coding?: { code?: string }[] } }[];
    };
    if (outcome.resourceType !== "OperationOutcome") return { code: "", issue: "" };
    const [first] = outcome.issue ?? [];
    return { code: first?.details?.coding?.[0]?.code ?? "", issue: first?.code ?? "" };
  } catch {
    return { code: "", issue: "" };
  }
}

function wordsOf(status: number, issue: string): string {
  if (status === 200) return "received and stored";
  if (status === 409 && issue === "duplicate") return "they have it already (duplicate): counts as delivered";
  if (status === 425) return "the first attempt is still being worked on";
  if (triedAgain.has(status)) return "not now, will be sent again";
  if (status === 401) return "the token is not taken";
  return `refused${issue === "" ? "" : ` (${issue})`}`;
}

async function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    // Stopped while waiting: the loop sees it.
  }
}
