/** Deterministic ids: the same cause gives the same id, so that a repeat is recognised wherever it arrives. */
import { createHash } from "node:crypto";
import type { Feed } from "@ucrt/schemas";
import { stableIds } from "@ucrt/service";

/** An id of `intake`, from its cause and what it is for. */
export const idOf = stableIds("1f6f0f4e-6f0a-5c52-8c4f-6e4a5c0f9b21");

/** What makes a message one of its kind: who sent it, on which feed, under which id. */
export interface RequestKey {
  readonly feed: Feed;
  readonly organisation: string;
  readonly requestId: string;
}

/** The referral that a request opens. */
export const referralIdOf = ({ feed, organisation, requestId }: RequestKey): string =>
  idOf("referral", feed, organisation, requestId);

/** The message on `referral.submitted.v1` that a request causes. */
export const eventIdOf = ({ feed, organisation, requestId }: RequestKey): string =>
  idOf("submitted", feed, organisation, requestId);

/** One text for a key, for maps and locks. */
export const textOfKey = (...parts: readonly string[]): string => JSON.stringify(parts);

/** SHA-256 (hex) of exact bytes. */
export const hashOf = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");
