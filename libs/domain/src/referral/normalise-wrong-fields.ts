/**
 * Names every wrong field of a feed message in the referrer's words.
 * In: the issues of a contract, or what is wrong in meaning. Out: path and sentence for each, without the value that was sent.
 * Pure; used for HTTP answers, `rejected` on feedback topics, and forms.
 */
import type { Feed } from "@ucrt/schemas";
import { fieldName } from "./normalise-field-names.ts";
import type { WrongMeaning } from "./normalise-wrong-meaning.ts";

/** As Zod reports it; only what is used here. */
export interface ContractIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: unknown;
  readonly values?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly origin?: unknown;
  readonly format?: unknown;
  readonly note?: unknown;
}

export interface WrongField {
  readonly field: string;
  readonly message: string;
}

/** More than this many are not read by anybody. */
const MOST_NAMED = 50;
const LONGEST_UNKNOWN_KEY = 60;

/** Every wrong field in words. `message` is the value that was judged: it tells a missing field from a wrong one. */
export function wrongFieldsInWords(
  issues: readonly ContractIssue[],
  given: { readonly feed: Feed; readonly message: unknown },
): readonly WrongField[] {
  return issues.flatMap((issue) => describe(issue, given)).slice(0, MOST_NAMED);
}

/** The same for what is wrong in meaning. */
export function wrongMeaningInWords(wrong: readonly WrongMeaning[], feed: Feed): readonly WrongField[] {
  return wrong.map(({ path, reason }) => ({ field: path, message: `${fieldName(feed, path.split("."))}: ${reason}.` }));
}

function describe(
  issue: ContractIssue,
  { feed, message }: { readonly feed: Feed; readonly message: unknown },
): WrongField[] {
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((key) => {
      const path = [...issue.path, key.slice(0, LONGEST_UNKNOWN_KEY)];
      return { field: dotted(path), message: `${key.slice(0, LONGEST_UNKNOWN_KEY)}: this field is not known here.` };
    });
  }
  const reason = isMissing(message, issue) ? "this is missing" : reasonOf(issue);
  return [{ field: dotted(issue.path), message: `${fieldName(feed, issue.path)}: ${reason}.` }];
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

function isMissing(message: unknown, issue: ContractIssue): boolean {
  if (issue.code === "custom") return false;
  let node: unknown = message;
  for (const step of issue.path) {
    if (typeof node !== "object" || node === null) return true;
    node = (node as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return node === undefined;
}

function reasonOf(issue: ContractIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `this must be ${expectedInWords(issue.expected)}`;
    case "invalid_value":
      return `this must be ${listInWords((issue.values ?? []).map(String))}`;
    case "invalid_union":
      return issue.note === "No matching discriminator"
        ? "this must be referral, amendment, withdrawal or acknowledgement"
        : "this has none of the possible forms";
    case "too_small":
      return issue.origin === "string"
        ? "this is empty"
        : issue.origin === "array"
          ? `at least ${String(issue.minimum)} are needed`
          : `this must be ${String(issue.minimum)} or more`;
    case "too_big":
      return issue.origin === "string"
        ? `at most ${String(issue.maximum)} characters fit`
        : issue.origin === "array"
          ? `at most ${String(issue.maximum)} fit`
          : `this must be ${String(issue.maximum)} or less`;
    case "invalid_format":
      return formatInWords(issue);
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

function formatInWords(issue: ContractIssue): string {
  if (issue.format === "datetime")
    return "this must be a date and time with its offset, for example 2026-11-22T09:30:00Z";
  if (issue.format === "date") return "this must be a date that exists, for example 1941-03-27";
  if (issue.format === "guid" || issue.format === "uuid") return "this must be a GUID";
  // A contract's own sentence is already for people; the library's own ones begin with "Invalid".
  return issue.message.startsWith("Invalid") ? "this is not written in the form it needs" : issue.message;
}

function expectedInWords(expected: unknown): string {
  switch (expected) {
    case "string":
      return "text";
    case "number":
    case "int":
      return "a number";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object":
      return "a group of fields";
    default:
      return "something else";
  }
}

function listInWords(values: readonly string[]): string {
  return values.length <= 1
    ? (values[0] ?? "something else")
    : `one of ${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}
