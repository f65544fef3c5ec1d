/**
 * Calls to the interface of the same origin. In: a path, a body, the contract of the answer. Out: the decoded answer, or a refusal in words.
 * Never repeats anything by itself; a caller who repeats a POST gives the same request id.
 */
import { problem as problemContract, readTolerantly } from "@ucrt/schemas";
import { z } from "zod";
import { noteCall } from "./connection.ts";

export interface Refusal {
  /** 0 when nothing answered. */
  readonly status: number;
  readonly code: string;
  /** One or two sentences for the person. */
  readonly words: string;
  readonly fields: readonly { readonly field: string; readonly message: string }[];
  /** The present state, on a conflict. */
  readonly current: unknown;
}

export type Answered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export interface GetOptions {
  /** A timer asks and not a person: it does not keep a session alive that nobody uses. @default false */
  readonly isByTimer?: boolean;
}

export interface PostOptions extends GetOptions {
  /** Idempotency key. @default a new GUID */
  readonly requestId?: string;
  readonly method?: "POST" | "PUT";
  /** Hash of the person whose action this is: refused when somebody else is signed in by now. */
  readonly expectedPerson?: string | undefined;
}

export const newRequestId = (): string => crypto.randomUUID();

/** GET, decoded by the contract. */
export function get<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  options: GetOptions = {},
): Promise<Answered<z.output<Schema>>> {
  return call({ method: "GET", path, schema, isByTimer: options.isByTimer === true });
}

/** POST (or PUT) of a JSON body, decoded by the contract. */
export function post<Schema extends z.ZodType>(
  path: string,
  body: unknown,
  schema: Schema,
  options: PostOptions = {},
): Promise<Answered<z.output<Schema>>> {
  return call({
    method: options.method ?? "POST",
    path,
    schema,
    body,
    requestId: options.requestId ?? newRequestId(),
    expectedPerson: options.expectedPerson,
    isByTimer: options.isByTimer === true,
  });
}

/** For answers without a body. */
export const nothing = z.unknown();

interface Call<Schema extends z.ZodType> {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly schema: Schema;
  readonly body?: unknown;
  readonly requestId?: string;
  readonly expectedPerson?: string | undefined;
  readonly isByTimer: boolean;
}

async function call<Schema extends z.ZodType>({
  method,
  path,
  schema,
  body,
  requestId,
  expectedPerson,
  isByTimer,
}: Call<Schema>): Promise<Answered<z.output<Schema>>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(requestId === undefined ? {} : { "x-request-id": requestId }),
        ...(expectedPerson === undefined ? {} : { "x-expected-person": expectedPerson }),
        ...(isByTimer ? { "x-asked-by": "timer" } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: "same-origin",
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    noteCall({ answered: false, isByTimer });
    return { ok: false, refusal: noAnswer };
  }
  noteCall({ answered: true, isByTimer });
  const json: unknown = await response.json().catch(() => undefined);
  if (!response.ok) return { ok: false, refusal: refusalOf(response.status, json) };
  // A page stays open over a release: a field it does not know yet is no reason to show nothing.
  const parsed = readTolerantly(schema, json);
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, refusal: notUnderstood };
}

const noAnswer: Refusal = {
  status: 0,
  code: "NO_ANSWER",
  words: "There was no answer. Check the connection; what you entered is still here.",
  fields: [],
  current: undefined,
};

const notUnderstood: Refusal = {
  status: 0,
  code: "NOT_UNDERSTOOD",
  words: "This page does not understand the answer. Load the page again; it may be older than the service.",
  fields: [],
  current: undefined,
};

function refusalOf(status: number, json: unknown): Refusal {
  const parsed = problemContract.safeParse(json);
  if (!parsed.success)
    return { status, code: "UNKNOWN", words: `The service refused this (${status}).`, fields: [], current: undefined };
  const { title, detail, errors, code, current } = parsed.data;
  return { status, code, words: detail === undefined ? `${title}.` : detail, fields: errors ?? [], current };
}
