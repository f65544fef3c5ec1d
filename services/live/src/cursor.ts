/**
 * The cursor: where a client is in the board's topic. In and out: opaque text of the topic's incarnation, the viewer's scope and the next
 * offset of each partition. Any instance can read any instance's cursor. Holds no identity: scope and incarnation are hashes. Pure.
 */
import { createHash } from "node:crypto";

export interface Cursor {
  /** Hash of the topic's incarnation. */
  readonly incarnation: string;
  /** Hash of the principal's scope. */
  readonly scope: string;
  /** Next offset to read, by partition. */
  readonly offsets: readonly number[];
}

const VERSION = "1";
const HASH_LENGTH = 16;
const BASE = 36;
const shape = /^1\.([\w-]{16})\.([\w-]{16})\.([0-9a-z]{1,11}(?:-[0-9a-z]{1,11})*)$/;

/** A short hash that says whether two texts are the same, and nothing else. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, HASH_LENGTH);
}

/** Letters, digits, dots and hyphens only: it needs no escaping in a frame. */
export function writeCursor(cursor: Cursor): string {
  return `${VERSION}.${cursor.incarnation}.${cursor.scope}.${cursor.offsets.map((offset) => offset.toString(BASE)).join("-")}`;
}

/** The cursor, or undefined when the text is not one of ours. */
export function readCursor(text: string): Cursor | undefined {
  const [, incarnation, scope, list] = shape.exec(text) ?? [];
  if (incarnation === undefined || scope === undefined || list === undefined) return undefined;
  const offsets = list.split("-").map((part) => Number.parseInt(part, BASE));
  return offsets.every(Number.isSafeInteger) ? { incarnation, scope, offsets } : undefined;
}
