/**
 * Says a decision in words for the person it is for. In: the set it was made with, the decision, who refers. Out: reasons, an instruction, questions,
 * and for staff every finding with wording and basis. Words come from the criteria file; nothing clinical is written here.
 */
import type { Decision, Finding, Source } from "@ucrt/schemas";
import { severityOf } from "./build-finding.ts";
import type { CompiledCriteria } from "./compile-criteria.ts";

export interface ReasonInWords {
  readonly criterion: string;
  readonly words: string;
  readonly raises: Finding["raises"];
  readonly asks: boolean;
}

export interface FindingForStaff {
  readonly criterion: string;
  readonly wording: string;
  readonly basis: string;
  readonly result: Finding["result"];
  readonly raises: Finding["raises"];
  readonly asks: boolean;
  readonly value: string | null;
}

/** What raised the outcome or is still open, most severe first, for this kind of referrer. Also the plan that limited it, and for a suitable case what speaks for it. */
export function wordsFor(compiled: CompiledCriteria, decision: Decision, source: Source): readonly ReasonInWords[] {
  const speaking = decision.findings.filter(
    (finding) => finding.raises !== null || finding.asks || isReasonFor(compiled, decision, finding),
  );
  return speaking
    .map((finding) => ({
      criterion: finding.criterion,
      words: wordsOf(compiled, finding, source),
      raises: finding.raises,
      asks: finding.asks,
    }))
    .sort((left, right) => rank(right) - rank(left));
}

/** What the referrer should do now, by kind of referrer; a redirect names the service. */
export function instructionFor(compiled: CompiledCriteria, decision: Decision, source: Source): string {
  const { set } = compiled;
  const instruction = set.instructions[set.audiences[source]][decision.outcome];
  const service = decision.redirectTo === null ? undefined : set.services[decision.redirectTo];
  return service === undefined ? instruction : `${instruction} ${service.words}`;
}

/** The open questions, for a call back or for the form. */
export function missingFor(compiled: CompiledCriteria, decision: Decision, source: Source): readonly string[] {
  return decision.findings
    .filter((finding) => finding.asks || (finding.result === "unknown" && finding.raises !== null))
    .map((finding) => wordsOf(compiled, finding, source));
}

/** Every finding with its wording and the source it rests on. */
export function findingsForStaff(compiled: CompiledCriteria, decision: Decision): readonly FindingForStaff[] {
  return decision.findings.map((finding) => {
    const criterion = compiled.set.criteria[finding.criterion];
    return {
      criterion: finding.criterion,
      wording: criterion?.wording ?? `Not in the criteria of ${compiled.identity.version}`,
      basis: criterion?.basis ?? "",
      result: finding.result,
      raises: finding.raises,
      asks: finding.asks,
      value: finding.value,
    };
  });
}

/** Services a clinician may think of instead, each once, in the order of the findings that raised something. */
export function nextBestFor(
  compiled: CompiledCriteria,
  decision: Decision,
): readonly { readonly service: string; readonly words: string }[] {
  const names = decision.findings
    .filter((finding) => finding.raises !== null)
    .map((finding) => compiled.set.criteria[finding.criterion]?.nextBest)
    .filter((name) => name !== undefined);
  return [...new Set(names)].map((name) => ({ service: name, words: compiled.set.services[name]?.words ?? name }));
}

function isReasonFor(compiled: CompiledCriteria, decision: Decision, finding: Finding): boolean {
  if (decision.cappedBy === finding.criterion) return true;
  const kind = compiled.set.criteria[finding.criterion]?.kind;
  return decision.outcome === "suitable" && finding.result === "met" && (kind === "include" || kind === "response");
}

function wordsOf(compiled: CompiledCriteria, finding: Finding, source: Source): string {
  const { set } = compiled;
  const criterion = set.criteria[finding.criterion];
  if (criterion === undefined)
    return `Criterion ${finding.criterion}, which is not in the set of ${compiled.identity.version}`;
  const kind = finding.result === "unknown" ? "unknown" : "met";
  for (const key of set.wordsInOrder[set.audiences[source]]) {
    const words = criterion.words[key]?.[kind];
    if (words !== undefined) return words;
  }
  return criterion.wording;
}

const rank = (reason: ReasonInWords): number =>
  reason.raises === null ? (reason.asks ? 0.5 : 0) : severityOf(reason.raises);
