/**
 * Makes a criteria set ready to judge with. In: a checked set and its identity. Out: closures, and for each criterion a store of the findings it
 * has made: the same inputs give the same finding, so it is built and frozen once. Pure to its callers; the stores are bounded.
 */
import type { Decision, Source } from "@ucrt/schemas";
import {
  criteriaInputs,
  unapproved,
  type Criterion,
  type CriteriaIdentity,
  type CriteriaInputName,
  type CriteriaSet,
  type CriteriaThresholds,
} from "@ucrt/schemas/criteria";
import { buildFinding, severityOf, type Judged } from "./build-finding.ts";
import { compileCondition, inputsOf, type CompiledCondition } from "./conditions.ts";
import { emptyFrame, placeOf, textOfCode, type Frame } from "./frame.ts";

/** Up to so many possible findings are kept in a list, which is several times quicker to look into than a map. */
const listedFindings = 4096;
/** So many are kept in a map; beyond it they are made anew each time. */
const mappedFindings = 4096;

export interface CompiledCriterion {
  readonly id: string;
  readonly criterion: Criterion;
  /** Where in the frame the values stand that decide the finding, and how many each can be: together they make its key. */
  readonly positions: Int32Array;
  readonly radixes: Int32Array;
  /** Findings made so far, by key: a list where there are few, a map where there are many. */
  readonly list: (Judged | undefined)[] | null;
  readonly map: Map<number, Judged>;
  readonly build: (frame: Frame, source: Source) => Judged;
  /** For a cap: its limit, and whether it may not apply. */
  readonly cap: { readonly severity: number; readonly unless: CompiledCondition } | null;
}

export interface CompiledCriteria {
  readonly set: CriteriaSet;
  readonly identity: CriteriaIdentity;
  readonly criteriaSet: Decision["criteriaSet"];
  readonly criteria: readonly CompiledCriterion[];
  readonly byAcceptingClinician: CompiledCondition;
  /** Reused for each decision: judging is synchronous and nothing of it stays here. */
  readonly frame: Frame;
}

/** Compiles a set once. Throws for a set that did not pass its schema. */
export function compileCriteria(set: CriteriaSet, identity: CriteriaIdentity): CompiledCriteria {
  return {
    set,
    identity,
    criteriaSet: Object.freeze({
      area: identity.area,
      version: identity.version,
      hash: identity.hash,
      isApproved: set.approver !== unapproved,
    }),
    criteria: Object.entries(set.criteria).map(([id, criterion]) => compileCriterion(id, criterion, set.thresholds)),
    byAcceptingClinician: compileCondition(set.byAcceptingClinician, set.thresholds),
    frame: emptyFrame(),
  };
}

function compileCriterion(id: string, criterion: Criterion, thresholds: CriteriaThresholds): CompiledCriterion {
  const when = compileCondition(criterion.when, thresholds);
  const names = [...inputsOf(criterion.when)];
  // Who refers may decide what an unknown does.
  const keyed: readonly CriteriaInputName[] =
    criterion.whenUnknown.bySource === undefined || names.includes("source") ? names : [...names, "source"];
  const radixes = keyed.map(radixOf);
  const combinations = radixes.reduce((product, radix) => product * radix, 1);
  if (combinations > Number.MAX_SAFE_INTEGER)
    throw new Error(`The criterion ${id} looks at too many inputs at once; split it in two.`);
  return {
    id,
    criterion,
    positions: Int32Array.from(keyed.map((name) => placeOf[name])),
    radixes: Int32Array.from(radixes),
    list: combinations <= listedFindings ? new Array<Judged | undefined>(combinations).fill(undefined) : null,
    map: new Map(),
    build: (frame, source) => {
      const values = names.map((name) => textOfCode(name, frame[placeOf[name]] ?? 0));
      return buildFinding({ id, criterion, truth: when(frame), names, values, source });
    },
    cap:
      criterion.cap === undefined
        ? null
        : { severity: severityOf(criterion.cap.to), unless: compileCondition(criterion.cap.unless, thresholds) },
  };
}

/** Judges one criterion: a finding made before for the same values, or a new one. */
export function judge(compiled: CompiledCriterion, frame: Frame, source: Source): Judged {
  const { positions, radixes, list, map } = compiled;
  let key = 0;
  for (let index = 0; index < positions.length; index += 1)
    key = key * (radixes[index] ?? 1) + (frame[positions[index] ?? 0] ?? 0);
  const known = list === null ? map.get(key) : list[key];
  if (known !== undefined) return known;
  const judged = compiled.build(frame, source);
  if (list !== null) list[key] = judged;
  else if (map.size < mappedFindings) map.set(key, judged);
  return judged;
}

function radixOf(name: CriteriaInputName): number {
  const input = criteriaInputs[name];
  return input.kind === "whole" ? input.most + 2 : input.values.length + 1;
}
