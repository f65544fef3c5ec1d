/** A measured table as text that reads on a screen and in Markdown alike. In: figures and comparisons. Out: text. */
import type { MeasuredTable } from "./measure-bench.ts";
import type { Figure } from "./measure.ts";

/** Below this share of a core the machine was busy with something else, and the figure is too low. */
const leastCoreShare = 0.9;

/** Title, figures, comparisons, notes. Goals are for full runs: a quick one is small and cold. */
export function tableAsText(
  { title, figures, comparisons, notes }: MeasuredTable,
  { withGoals }: { readonly withGoals: boolean },
): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${withCommas(figure.perSecond)} ${figure.unit}`,
    `${withCommas(figure.lowestPerSecond)} to ${withCommas(figure.highestPerSecond)}`,
    `${threeDigits(figure.microsecondsEach)} µs`,
    ...(withGoals ? [goalOf(figure)] : []),
  ]);
  const against = comparisons.map(({ of, against: other, says, ratio, goal }) => {
    const isMet = goal === undefined || (says === "times as fast" ? ratio >= goal : ratio <= goal);
    const words = says === "times as fast" ? "times as fast as" : "times the cost of";
    const wanted = goal === undefined || !withGoals ? "" : ` (goal ${goal}: ${isMet ? "met" : "missed"})`;
    return `- ${of}: ${threeDigits(ratio)} ${words} ${other}${wanted}`;
  });
  const leastShare = Math.min(...figures.map(({ coreShare }) => coreShare));
  const warning =
    leastShare >= leastCoreShare
      ? []
      : [`- The machine was busy: these figures had as little as ${Math.round(leastShare * 100)} % of a core.`];
  const table = alignedTable([
    ["", "a core and second, median", "lowest to highest run", "each", ...(withGoals ? ["goal"] : [])],
    ...rows,
  ]);
  return [
    `### ${title}`,
    "",
    ...table,
    ...section(against),
    ...section(notes.map((note) => `- ${note}`)),
    ...section(warning),
  ].join("\n");
}

const section = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ["", ...lines]);

function goalOf({ goalPerSecond, perSecond }: Figure): string {
  if (goalPerSecond === null) return "";
  return `${withCommas(goalPerSecond)}: ${perSecond >= goalPerSecond ? "met" : "missed"}`;
}

function alignedTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_unused, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows.map(line);
  return [head, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body].flat();
}

const threeDigits = (value: number): string => String(Number(value.toPrecision(3)));
const withCommas = (value: number): string => Number(value.toPrecision(3)).toLocaleString("en-GB");
