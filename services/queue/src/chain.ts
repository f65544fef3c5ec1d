/**
 * The hash chain: `hash = SHA-256(previous hash ‖ sequence ‖ exact UTF-8 bytes)`, one chain for each referral, team, check, and for the
 * accesses to each referral. In: texts in order. Out: texts with their place and hash. Never reads or writes a table.
 */
import { createHash } from "node:crypto";

/** What the first link of every chain follows. */
export const CHAIN_START = "0".repeat(64);

export interface ChainHead {
  readonly sequence: number;
  /** Hex. */
  readonly hash: string;
}

export const emptyChain: ChainHead = { sequence: 0, hash: CHAIN_START };

export interface ChainLink {
  readonly sequence: number;
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** The hash of one link, hex. */
export function linkHash(previousHash: string, sequence: number, body: string): string {
  return createHash("sha256")
    .update(previousHash, "hex")
    .update(String(sequence))
    .update("\n")
    .update(body, "utf8")
    .digest("hex");
}

/** Puts the next text behind a head. */
export function nextLink(head: ChainHead, body: string): ChainLink {
  const sequence = head.sequence + 1;
  return { sequence, body, previousHash: head.hash, hash: linkHash(head.hash, sequence, body) };
}

/** The first link that does not hold, or undefined. `links` is the whole chain in the order of its sequence. */
export function firstBrokenLink(
  links: readonly ChainLink[],
): { readonly sequence: number; readonly because: string } | undefined {
  let head = emptyChain;
  for (const link of links) {
    if (link.sequence !== head.sequence + 1) return { sequence: head.sequence + 1, because: "is missing" };
    if (link.previousHash !== head.hash)
      return { sequence: link.sequence, because: "does not follow the one before it" };
    if (linkHash(link.previousHash, link.sequence, link.body) !== link.hash)
      return { sequence: link.sequence, because: "was altered" };
    head = link;
  }
  return undefined;
}
