// I6: the hash chains hold, with one link for each change. In: evidence. Out: the first bad link of each chain, heads and versions that do not fit, and what
// `audit:verify` said. Computes the hashes itself from the rule of the chain, so that a fault in the verifier does not hide one in the chain.
import { createHash } from "node:crypto";
import type { Invariant, Violation } from "../evidence.ts";

interface Link {
  readonly chainId: string;
  readonly sequence: number;
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
}

export const auditHolds: Invariant = (evidence) => {
  const violations: Violation[] = [];
  const say = (id: string, what: string): void => void violations.push({ invariant: "I6", id, what });
  const heads = new Map(evidence.heads.map((head) => [head.chainId, head]));
  const versions = new Map(evidence.referrals.map(({ id, version }) => [id, version]));
  const seen = new Set<string>();
  for (const links of [evidence.facts, evidence.accesses] as readonly (readonly Link[])[]) {
    for (const [id, chain] of Map.groupBy(links, ({ chainId }) => chainId)) {
      seen.add(id);
      const inOrder = chain.toSorted((one, other) => one.sequence - other.sequence);
      const broken = firstBroken(inOrder);
      if (broken !== undefined) say(id, broken);
      const last = inOrder.at(-1);
      const head = heads.get(id);
      if (head === undefined || head.sequence !== last?.sequence || head.hash !== last.hash)
        say(id, "the last link is not the one that was remembered");
      const version = versions.get(id);
      if (version !== undefined && version !== chain.length)
        say(id, `has ${chain.length} links for ${version} changes`);
    }
  }
  for (const id of heads.keys()) if (!seen.has(id)) say(id, "its whole chain is missing");
  for (const id of versions.keys()) if (!seen.has(id)) say(id, "is a referral without a chain");
  for (const fault of evidence.audit?.faults ?? []) say("audit:verify", fault);
  if (evidence.audit === undefined) say("audit:verify", "was not asked");
  return { judged: evidence.facts.length + evidence.accesses.length, violations };
};

function firstBroken(chain: readonly Link[]): string | undefined {
  let before = { sequence: 0, hash: "0".repeat(64) };
  for (const link of chain) {
    if (link.sequence !== before.sequence + 1) return `link ${before.sequence + 1} is missing`;
    if (link.previousHash !== before.hash) return `link ${link.sequence} does not follow the one before it`;
    const hash = createHash("sha256")
      .update(link.previousHash, "hex")
      .update(`${link.sequence}\n${link.body}`, "utf8")
      .digest("hex");
    if (hash !== link.hash) return `link ${link.sequence} was altered`;
    before = link;
  }
  return undefined;
}
