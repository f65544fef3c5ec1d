/**
 * For tests: a BaRS request with something changed, read and mapped with the real area's settings. In: a change to its resources by type.
 * Out: refusals, or the feed's value as the feed's own reader takes it.
 */
import {
  createDirectory,
  feedValueOf,
  readBarsMessage,
  type BarsMessage,
  type BarsRefusal,
  type FeedValueOptions,
} from "@ucrt/domain";
import { madeRequest } from "@ucrt/domain/made-bars-request";
import { readBarsSettings, readDirectory } from "@ucrt/schemas/areas";
import { readFeedMessage, type ReadMessage } from "../read-feed-message.ts";

export const settings = readBarsSettings("mid-and-south-essex").value;
export const directory = createDirectory(readDirectory("mid-and-south-essex"));
/** Three minutes after the made request was written. */
export const receivedAtMs = Date.parse("2026-11-25T10:01:00Z");

/** JSON that a test may change as it likes. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test reaches into JSON of any shape, and fails loudly when it is not there
export type Json = any;

export interface Open {
  readonly bundle: Json;
  /** The first resource of a type. */
  readonly one: (type: string) => Json;
  /** Adds a resource about the patient of the made request; its full URL. */
  readonly add: (type: string, content: Readonly<Record<string, unknown>>) => string;
  /** Removes every resource of a type. */
  readonly remove: (type: string) => void;
}

export type Change = (open: Open) => void;

/** A copy of `bundle` with something changed. */
export function changed(bundle: unknown, change: Change): Json {
  const copy: Json = structuredClone(bundle);
  let added = 0;
  const ofType = (type: string) => (entry: Json) => entry.resource.resourceType === type;
  change({
    bundle: copy,
    one: (type) => {
      const found = copy.entry.find(ofType(type));
      if (found === undefined) throw new Error(`The bundle has no ${type}`);
      return found.resource;
    },
    add: (type, content) => {
      added += 1;
      const fullUrl = `urn:uuid:99999999-0000-4000-8000-${String(added).padStart(12, "0")}`;
      copy.entry.push({ fullUrl, resource: { resourceType: type, ...content } });
      return fullUrl;
    },
    remove: (type) => {
      copy.entry = copy.entry.filter((entry: Json) => !ofType(type)(entry));
    },
  });
  return copy;
}

/** The made request, changed, as an a4t3 validation request unless said otherwise. */
export const madeAndChanged = (change: Change, useCase = "a4t3", category = "validation"): Json =>
  changed(madeRequest(useCase, category), change);

/** Why a bundle is refused; fails when it is not. */
export function refusalsOf(bundle: unknown): readonly BarsRefusal[] {
  const read = readBarsMessage(bundle, settings);
  if (read.ok) throw new Error("The bundle is taken");
  return read.refusals;
}

/** What a bundle means; fails when it is refused. */
export function messageOf(bundle: unknown): BarsMessage {
  const read = readBarsMessage(bundle, settings);
  if (!read.ok) throw new Error(`The bundle is refused: ${JSON.stringify(read.refusals)}`);
  return read.message;
}

/** The value for the feed; fails when the bundle is refused, or when the feed does not take the value. */
export function valueOf(bundle: unknown, options: Partial<FeedValueOptions> = {}): Json {
  const { feed, value } = feedValueOf(messageOf(bundle), { organisation: "RYC", settings, receivedAtMs, ...options });
  const judged: ReadMessage = readFeedMessage({ feed, value, receivedAtMs, directory, unknownFields: "refused" });
  if (!judged.ok) throw new Error(`${feed} does not take it: ${JSON.stringify(judged.errors)}`);
  return value;
}

/** The value of the made request with a change. */
export const valueAfter = (change: Change, useCase = "a4t3", category = "validation"): Json =>
  valueOf(madeAndChanged(change, useCase, category));
