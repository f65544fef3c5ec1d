/**
 * What the criteria say of a form that is not sent yet, worked out on this device by the same code as in the service. In: the criteria as `GET /api/criteria`
 * gave them, the coded answers, the practices of the area. Out: a judgement in words, and what the criteria still need. Pure.
 * Where the visit is stays open: only the service has the postcodes of the area, so whether the address is ours is said when it is asked.
 */
import {
  assessWithOpenInputs,
  compileCriteria,
  instructionFor,
  missingFor,
  nextBestFor,
  pictureOfCheck,
  wordsFor,
  type CompiledCriteria,
  type ReasonInWords,
} from "@ucrt/domain";
import type { CriteriaAnswer, EligibilityCheckBody, Outcome, Response } from "@ucrt/schemas";
import { criteriaSet, type CriteriaInputName } from "@ucrt/schemas/criteria";

/** ODS code of each practice, and its place. */
export type PlaceOfPractice = ReadonlyMap<string, string>;

export interface Judgement {
  readonly outcome: Outcome;
  readonly response: Response;
  readonly instruction: string;
  readonly reasons: readonly ReasonInWords[];
  /** Questions in words. */
  readonly missing: readonly string[];
  /** The same as inputs of the criteria: what a form has to ask. */
  readonly open: readonly CriteriaInputName[];
  /** Services that may serve better, the one it is sent to first. */
  readonly nextBest: readonly string[];
  readonly isApproved: boolean;
}

/** Makes the answer of `GET /api/criteria` ready; undefined when this page does not understand it. */
export function compileAnswer(answer: CriteriaAnswer): CompiledCriteria | undefined {
  const { area, version, hash } = answer;
  const set = criteriaSet.safeParse(answer.set);
  return set.success ? compileCriteria(set.data, { area, version, hash }) : undefined;
}

/** Judges the answers as of an instant, epoch milliseconds. */
export function judgeForm(
  compiled: CompiledCriteria,
  body: EligibilityCheckBody,
  { atMs, placeOfPractice }: { readonly atMs: number; readonly placeOfPractice: PlaceOfPractice },
): Judgement {
  const practicePlace = placeOfPractice.get(body.practice?.toUpperCase() ?? "") ?? null;
  const location = {
    place: null,
    lsoa: null,
    district: null,
    postcodeDistrict: null,
    practicePlace,
    basis: "none",
    placesDisagree: false,
  } as const;
  const { source } = body;
  const picture = pictureOfCheck(body, { location, atMs });
  const { decision, open } = assessWithOpenInputs(compiled, { picture, source, atMs });
  const beside = nextBestFor(compiled, decision).map(({ service }) => service);
  return {
    outcome: decision.outcome,
    response: decision.response,
    instruction: instructionFor(compiled, decision, source),
    reasons: wordsFor(compiled, decision, source),
    missing: missingFor(compiled, decision, source),
    open,
    nextBest: [...new Set([...(decision.redirectTo === null ? [] : [decision.redirectTo]), ...beside])],
    isApproved: decision.criteriaSet.isApproved,
  };
}
