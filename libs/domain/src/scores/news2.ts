/**
 * Recomputes the National Early Warning Score (NEWS2). In: one set of observations. Out: total, floor and what is missing.
 * The chart is the Royal College of Physicians' (National Early Warning Score (NEWS) 2, London: RCP, 2017), reproduced with
 * acknowledgement and unaltered; it is national and fixed, so it stands here and not in an area's files. Adults (16 and over).
 * Never trusts the sender's total; never treats a missing value as normal.
 */
import type { News2, Observations } from "@ucrt/schemas";

/** Score of the first row whose upper limit the value does not exceed. */
type Chart = readonly (readonly [upTo: number, score: 0 | 1 | 2 | 3])[];

const respirations: Chart = [
  [8, 3],
  [11, 1],
  [20, 0],
  [24, 2],
  [Infinity, 3],
];
const saturationScale1: Chart = [
  [91, 3],
  [93, 2],
  [95, 1],
  [Infinity, 0],
];
const saturationScale2OnAir: Chart = [
  [83, 3],
  [85, 2],
  [87, 1],
  [Infinity, 0],
];
const saturationScale2OnOxygen: Chart = [
  [83, 3],
  [85, 2],
  [87, 1],
  [92, 0],
  [94, 1],
  [96, 2],
  [Infinity, 3],
];
const systolic: Chart = [
  [90, 3],
  [100, 2],
  [110, 1],
  [219, 0],
  [Infinity, 3],
];
const pulse: Chart = [
  [40, 3],
  [50, 1],
  [90, 0],
  [110, 1],
  [130, 2],
  [Infinity, 3],
];
const temperature: Chart = [
  [35.0, 3],
  [36.0, 1],
  [38.0, 0],
  [39.0, 1],
  [Infinity, 2],
];
const oxygenScore = 2;
const alteredConsciousnessScore = 3;

/** From this saturation (%) on, scale 2 depends on whether oxygen is given. */
const scale2DependsOnOxygenFrom = 93;

/** Scores what was observed. `total` is null while a parameter is missing; `knownTotal` is then the least it can be. */
export function scoreNews2(observed: Observations): News2 {
  const missing: string[] = [];
  let knownTotal = 0;
  let anyParameterThree = false;
  const add = (name: string, score: number | undefined): void => {
    if (score === undefined) {
      missing.push(name);
      return;
    }
    knownTotal += score;
    if (score === 3) anyParameterThree = true;
  };
  add("respirationsPerMinute", fromChart(respirations, observed.respirationsPerMinute));
  add("oxygenSaturationPercent", scoreSaturation(observed));
  add("onOxygen", observed.onOxygen === undefined ? undefined : observed.onOxygen ? oxygenScore : 0);
  add("systolicMmHg", fromChart(systolic, observed.systolicMmHg));
  add("pulsePerMinute", fromChart(pulse, observed.pulsePerMinute));
  add(
    "consciousness",
    observed.consciousness === undefined
      ? undefined
      : observed.consciousness === "alert"
        ? 0
        : alteredConsciousnessScore,
  );
  add("temperatureCelsius", fromChart(temperature, toOneDecimal(observed.temperatureCelsius)));
  return {
    total: missing.length === 0 ? knownTotal : null,
    knownTotal,
    anyParameterThree,
    missing,
    sentTotal: observed.news2Total ?? null,
    takenAt: observed.takenAt,
  };
}

/** Scale 2 is for documented hypercapnic failure only; anything else is scored on scale 1. */
function scoreSaturation(observed: Observations): number | undefined {
  const percent = observed.oxygenSaturationPercent;
  if (observed.oxygenScale !== 2 || observed.hypercapnicFailureDocumented !== true)
    return fromChart(saturationScale1, percent);
  if (percent !== undefined && percent >= scale2DependsOnOxygenFrom && observed.onOxygen === undefined)
    return undefined;
  return fromChart(observed.onOxygen === true ? saturationScale2OnOxygen : saturationScale2OnAir, percent);
}

/** The chart has one decimal: 36.04 reads as 36.0. */
function toOneDecimal(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 10) / 10;
}

function fromChart(chart: Chart, value: number | undefined): number | undefined {
  return value === undefined ? undefined : chart.find(([upTo]) => value <= upTo)?.[1];
}
