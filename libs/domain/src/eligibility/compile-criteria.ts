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
} from "@ucrt/schemas/criteria";
import { buildFinding, severityOf, type Judged } from "./build-finding.ts";
import { compileCondition, inputsOf, type CompiledCondition, type ConditionContext } from "./conditions.ts";
import { compileInputs, textOfCode, type Subject } from "./read-inputs.ts";

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
  readonly build: (frame: Int32Array, source: Source) => Judged;
  /** For a cap: its limit, and whether it may not apply. */
  readonly cap: { readonly severity: number; readonly unless: CompiledCondition } | null;
}

export interface CompiledCriteria {
  readonly set: CriteriaSet;
  readonly identity: CriteriaIdentity;
  readonly criteriaSet: Decision["criteriaSet"];
  readonly criteria: readonly CompiledCriterion[];
  readonly byAcceptingClinician: CompiledCondition;
  readonly read: (subject: Subject, frame: Int32Array) => void;
  /** Reused for each decision: judging is synchronous and nothing of it stays here. */
  readonly frame: Int32Array;
}

/** Compiles a set once. Throws for a set that did not pass its schema. */
export function compileCriteria(set: CriteriaSet, identity: CriteriaIdentity): CompiledCriteria {
  const names = new Set<CriteriaInputName>(["source"]);
  for (const criterion of Object.values(set.criteria)) {
    inputsOf(criterion.when, names);
    if (criterion.cap !== undefined) inputsOf(criterion.cap.unless, names);
  }
  inputsOf(set.byAcceptingClinician, names);
  const order = [...names];
  const context = { thresholds: set.thresholds, positionOf: (name: CriteriaInputName) => order.indexOf(name) };
  return {
    set,
    identity,
    criteriaSet: Object.freeze({
      area: identity.area,
      version: identity.version,
      hash: identity.hash,
      isApproved: set.approver !== unapproved,
    }),
    criteria: Object.entries(set.criteria).map(([id, criterion]) =>
      compileCriterion({ id, criterion, order, context }),
    ),
    byAcceptingClinician: compileCondition(set.byAcceptingClinician, context),
    read: compileInputs(order, set.thresholds),
    frame: new Int32Array(order.length),
  };
}

interface CriterionParts {
  readonly id: string;
  readonly criterion: Criterion;
  readonly order: readonly CriteriaInputName[];
  readonly context: ConditionContext;
}

function compileCriterion({ id, criterion, order, context }: CriterionParts): CompiledCriterion {
  const when = compileCondition(criterion.when, context);
  const names = [...inputsOf(criterion.when)];
  const positions = names.map((name) => order.indexOf(name));
  const sourcePosition = order.indexOf("source");
  const keyed =
    criterion.whenUnknown.bySource === undefined || positions.includes(sourcePosition)
      ? positions
      : [...positions, sourcePosition];
  const radixes = keyed.map((position) => radixOf(order[position]));
  const combinations = radixes.reduce((product, radix) => product * radix, 1);
  if (combinations > Number.MAX_SAFE_INTEGER)
    throw new Error(`The criterion ${id} looks at too many inputs at once; split it in two.`);
  return {
    id,
    criterion,
    positions: Int32Array.from(keyed),
    radixes: Int32Array.from(radixes),
    list: combinations <= listedFindings ? new Array<Judged | undefined>(combinations).fill(undefined) : null,
    map: new Map(),
    build: (frame, source) => {
      const values = names.map((name, index) => textOfCode(name, frame[positions[index] ?? 0] ?? 0));
      return buildFinding({ id, criterion, truth: when(frame), names, values, source });
    },
    cap:
      criterion.cap === undefined
        ? null
        : { severity: severityOf(criterion.cap.to), unless: compileCondition(criterion.cap.unless, context) },
  };
}

/** Judges one criterion: a finding made before for the same values, or a new one. */
export function judge(compiled: CompiledCriterion, frame: Int32Array, source: Source): Judged {
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

function radixOf(name: CriteriaInputName | undefined): number {
  if (name === undefined) return 1;
  const input = criteriaInputs[name];
  return input.kind === "whole" ? input.most + 2 : input.values.length + 1;
}
