/**
 * Turns codes into words for referrers: findings by the criteria set that judged them, teams and services by the directory.
 * In: all versions of the area's criteria and the directory. Out: a `Wording`. A version that is not here any more gives ids, never a wrong sentence.
 */
import {
  compileCriteria,
  instructionFor,
  missingFor,
  nextBestFor,
  wordsFor,
  type CompiledCriteria,
  type Directory,
} from "@ucrt/domain";
import type { Decision } from "@ucrt/schemas";
import { pickCriteria, type CriteriaVersion } from "@ucrt/schemas/areas";
import type { Wording } from "./status.ts";

/** Prepares every version once. */
export function createWording(versions: readonly CriteriaVersion[], directory: Directory): Wording {
  const compiled = new Map<string, CompiledCriteria>(
    versions.map(({ set, identity }) => [identity.version, compileCriteria(set, identity)]),
  );
  const newest = compiled.get(pickCriteria(versions, { atMs: Number.MAX_SAFE_INTEGER })?.identity.version ?? "");
  return {
    decision: (decision, source) => {
      const judgedBy = compiled.get(decision.criteriaSet.version);
      return judgedBy === undefined
        ? { reasons: idsOf(decision), instruction: ringUs, nextBest: [], missing: [] }
        : {
            nextBest: servicesOf(judgedBy, decision),
            missing: [...missingFor(judgedBy, decision, source)],
            reasons: [...wordsFor(judgedBy, decision, source)],
            instruction: instructionFor(judgedBy, decision, source),
          };
    },
    instruction: (outcome, source, redirectTo) =>
      newest === undefined ? ringUs : instructionFor(newest, withOutcome(newest, outcome, redirectTo), source),
    team: (id) => {
      const entry = directory.team(id)?.entry;
      return { name: entry?.name ?? id, phone: entry?.phone ?? null };
    },
    service: (id) => directory.service(id)?.entry.name ?? newest?.set.services[id]?.name ?? id,
  };
}

/** Where the criteria send it comes first, then what they name beside it. */
function servicesOf(compiled: CompiledCriteria, decision: Decision): string[] {
  const beside = nextBestFor(compiled, decision).map(({ service }) => service);
  return [...new Set([...(decision.redirectTo === null ? [] : [decision.redirectTo]), ...beside])];
}

const ringUs = "Ring the single point of access.";

function idsOf(
  decision: Decision,
): { criterion: string; words: string; raises: Decision["findings"][number]["raises"]; asks: boolean }[] {
  return decision.findings
    .filter((finding) => finding.raises !== null || finding.asks)
    .map(({ criterion, raises, asks }) => ({ criterion, words: `Criterion ${criterion}`, raises, asks }));
}

/** A person's decision has an outcome and no findings of its own. */
function withOutcome(compiled: CompiledCriteria, outcome: Decision["outcome"], redirectTo: string | null): Decision {
  return {
    criteriaSet: compiled.criteriaSet,
    outcome,
    redirectTo,
    response: "two-hour",
    triage: "before-offer",
    cappedBy: null,
    uncappedOutcome: outcome,
    findings: [],
  };
}
