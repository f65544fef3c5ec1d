/**
 * Keeps in memory the newest record of each key of a compacted topic: what a compacted reader is given goes in, a map comes out.
 * A record with an older version changes nothing; a tombstone removes its key. Never goes back, never writes.
 */
import type { z } from "zod";
import type { IncomingMessage } from "./messages.ts";
import { readMessage } from "./read-message.ts";

export interface NewestRecords<Kept> {
  readonly byKey: ReadonlyMap<string, Kept>;
  /** Takes one record. @throws Unreadable */
  readonly take: (message: IncomingMessage) => void;
  /** The topic was made anew: versions start again. */
  readonly forget: () => void;
}

/** An empty memory. `keyOf` must name what the message's key names. */
export function createNewestRecords<Kept extends { readonly version: number }>(options: {
  readonly schema: z.ZodType<Kept>;
  readonly keyOf: (record: Kept) => string;
}): NewestRecords<Kept> {
  const byKey = new Map<string, Kept>();
  return {
    byKey,
    take: (message) => {
      if (message.isTombstone) {
        if (message.key !== null) byKey.delete(message.key);
        return;
      }
      const record = readMessage(message, options.schema);
      const key = options.keyOf(record);
      const known = byKey.get(key);
      if (known === undefined || record.version > known.version) byKey.set(key, record);
    },
    forget: () => byKey.clear(),
  };
}
