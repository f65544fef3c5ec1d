/** Decisions as pure functions: eligibility, routing, the referral's life, clocks, measures. Append a line for each part; never a `default`. */
export { foldMeasure, type Measure } from "./measures/fold-measure.ts";
export { definitions } from "./measures/definitions.ts";
