/**
 * Makes the report of a period: the same measures, definitions and rows for staff and commissioners; only the source of the numbers differs.
 * In: the question and a source. Out: the answer of `GET /api/metrics/report`. Percentages are made from the counts that are shown, so a hidden count hides them.
 */
import {
  breakdownsNotLoaded,
  dateOfDayNumber,
  dayNumberOfDate,
  measureDefinitions,
  periodsBefore,
  type CivilTime,
  type CountName,
  type Period,
} from "@ucrt/domain";
import type { MetricsSettings } from "@ucrt/schemas/areas";
import type { ReportAnswer, ReportMeasure, ReportPeriod, ReportRow, Shown } from "@ucrt/schemas";
import type { AllowedQuestion } from "./allowed-questions.ts";
import type { Group, NumbersSource, PeriodNumbers } from "./numbers-source.ts";
import { periodInWords } from "./period-words.ts";
import { countsBehind, reportMeasureKinds, type ReportMeasureKind } from "./report-measures.ts";

export interface ReportContext {
  readonly nowMs: number;
  readonly civil: CivilTime;
  readonly area: string;
  readonly settings: MetricsSettings;
}

const seriesLength: Readonly<Record<Period["kind"], number>> = { month: 13, quarter: 9, year: 5, week: 13 };
const WEEK_DAYS = 7;

/** Undefined: nothing has been published for this period yet. */
export async function report(
  source: NumbersSource,
  { period, compare, by, counts, allowed }: AllowedQuestion,
  context: ReportContext,
): Promise<ReportAnswer | undefined> {
  const asked = [period, ...(compare === null ? [] : [compare])];
  const seriesPeriods = Array.from({ length: seriesLength[period.kind] }, (_none, index) =>
    periodsBefore(period, seriesLength[period.kind] - 1 - index),
  ).filter((one) => one !== undefined);
  // Both, then the first alone, then the second alone: margins are numbers of their own, never sums of what is shown.
  const tables: readonly (readonly string[])[] =
    by.length === 2 ? [[], [by[0] ?? ""], [by[1] ?? ""], by] : by.length === 1 ? [[], by] : [[]];
  const found = new Map<string, ReadonlyMap<string, PeriodNumbers>>();
  for (const breakdowns of tables) found.set(breakdowns.join(), await source.read(asked, breakdowns));
  const whole = found.get("")?.get(period.id);
  if (source.isDisclosed && whole === undefined) return undefined;
  const series = await source.read(seriesPeriods, []);

  const kinds = reportMeasureKinds.filter((kind) => countsBehind(kind).every((count) => counts.has(count)));
  const { settings } = context;
  const rowOf = (period_: Period, group: Group | undefined, values: readonly (string | null)[]): ReportRow => ({
    period: period_.id,
    by: [...values],
    cells: Object.fromEntries(kinds.map((kind) => [kind.id, shownOf(kind, group, settings)])),
  });
  const rows = asked.flatMap((one) =>
    tables.flatMap((breakdowns) => {
      const groups = found.get(breakdowns.join())?.get(one.id)?.groups ?? [];
      if (breakdowns.length === 0)
        return [
          rowOf(
            one,
            groups[0],
            by.map(() => null),
          ),
        ];
      return groups.map((group) =>
        rowOf(
          one,
          group,
          by.map((name) => group.values[breakdowns.indexOf(name)] ?? null),
        ),
      );
    }),
  );
  const periodOf = (one: Period) => describePeriod(one, context);
  return {
    asOf: whole?.asOfMs ?? context.nowMs,
    area: context.area,
    isDisclosed: source.isDisclosed,
    rules: source.isDisclosed ? rulesOf(settings) : null,
    period: periodOf(period),
    compare: compare === null ? null : periodOf(compare),
    by: [...by],
    standards: settings.standards,
    captions: [
      settings.captions.unseen,
      settings.captions.poundsPerBed,
      settings.captions.provisional,
      ...breakdownsNotLoaded.map(({ name, text }) => `By ${name}: ${text}`),
    ],
    measures: kinds.map((kind) => describeMeasure(kind, whole?.groups[0], settings)),
    rows,
    series: seriesPeriods.flatMap((one) => {
      const numbers = series.get(one.id);
      return numbers === undefined || numbers.groups.length === 0
        ? []
        : [
            rowOf(
              one,
              numbers.groups[0],
              by.map(() => null),
            ),
          ];
    }),
    seriesPeriods: seriesPeriods.map(periodOf),
    allowed,
  };
}

function shownOf({ source }: ReportMeasureKind, group: Group | undefined, settings: MetricsSettings): Shown {
  switch (source.kind) {
    case "count":
      return group?.count(source.count) ?? 0;
    case "percent":
      return percentOf(group, source.part, source.whole);
    case "centile":
      return group?.centile(source.interval, source.share) ?? null;
    case "rate": {
      const count = group?.count(source.count) ?? 0;
      if (settings.population === "none" || count === "*" || count === null) return count === "*" ? "*" : null;
      return Math.round((1_000_000 * count) / settings.population.people) / 10;
    }
  }
}

function percentOf(group: Group | undefined, part: CountName, whole: CountName): Shown {
  const [some, all] = [group?.count(part) ?? 0, group?.count(whole) ?? 0];
  if (some === "*" || all === "*") return "*";
  return some === null || all === null || all === 0 ? null : Math.round((1000 * some) / all) / 10;
}

function describeMeasure(kind: ReportMeasureKind, group: Group | undefined, settings: MetricsSettings): ReportMeasure {
  const { source, completeness, caption, id, name, group: part, unit, better, definition } = kind;
  return {
    id,
    name,
    group: part,
    unit,
    better,
    definition,
    caption: captionOf(caption, settings),
    completePercent: completeness === null ? null : percentOf(group, completeness.complete, completeness.of),
    completeWords:
      completeness === null ? null : `"${labelOf(completeness.complete)}" of "${labelOf(completeness.of)}".`,
    part: source.kind === "percent" ? source.part : null,
    whole: source.kind === "percent" ? source.whole : source.kind === "centile" ? source.over : null,
  };
}

/** Readers are told what is known in words, never by the names of our counts. */
const labelOf = (count: CountName): string => measureDefinitions.find(({ name }) => name === count)?.label ?? count;

function captionOf(caption: ReportMeasureKind["caption"], { captions, population }: MetricsSettings): string | null {
  switch (caption) {
    case "admissionAvoidance":
    case "unseen":
    case "provisional":
      return captions[caption];
    case "population":
      return population === "none" ? "No population loaded" : `${population.source}, ${population.year}`;
    case null:
      return null;
  }
}

export function describePeriod(period: Period, { nowMs, civil, settings }: ReportContext): ReportPeriod {
  const today = civil.toCivil(nowMs).day;
  const end = dayNumberOfDate(period.to);
  const finalFrom = end + 1 + settings.provisionalWeeks * WEEK_DAYS;
  return {
    ...period,
    name: periodInWords(period),
    isUnfinished: today <= end,
    isProvisional: today < finalFrom,
    finalFrom: dateOfDayNumber(finalFrom),
  };
}

export function rulesOf({ disclosure, leastForCentiles }: MetricsSettings): NonNullable<ReportAnswer["rules"]> {
  const { roundTo, hideFrom, hideTo } = disclosure;
  return {
    roundedTo: roundTo,
    hiddenFrom: hideFrom,
    hiddenTo: hideTo,
    leastForCentiles,
    words: `Counts from ${hideFrom} to ${hideTo} are hidden (*), and so are others where they would give one away. All others are rounded to the nearest ${roundTo}; parts may not add up to their total. Percentages are made from rounded counts. Medians and 90th centiles of fewer than ${leastForCentiles} are withheld (*).`,
  };
}
