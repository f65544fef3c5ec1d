/**
 * Measures one bench, in a process of its own so that no other bench's code or memory is in its way. In: its name, "full" or "quick", the file for the result.
 * Out: that file, JSON.
 */
import { writeFileSync } from "node:fs";
import { benches } from "./benches.ts";
import type { BenchTable, Comparison } from "./bench-table.ts";
import { fullTiming, measure, quickTiming, type Figure } from "./measure.ts";

export interface MeasuredTable {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly comparisons: readonly (Comparison & { readonly ratio: number })[];
  readonly notes: readonly string[];
}

/** Measures the tables one after the other. */
export async function measureTables(
  tables: readonly BenchTable[],
  timing: typeof fullTiming,
): Promise<readonly MeasuredTable[]> {
  const measured: MeasuredTable[] = [];
  for (const table of tables) {
    const figures = await measure(table.contestants, timing);
    const rateOf = (name: string): number => {
      const figure = figures.find((one) => one.name === name);
      if (figure === undefined) throw new Error(`${table.title} compares with ${name}, which is not in it.`);
      return figure.perSecond;
    };
    const comparisons = table.comparisons.map((comparison) => {
      const { of, against, says } = comparison;
      const rates = [rateOf(of), rateOf(against)] as const;
      return { ...comparison, ratio: says === "times as fast" ? rates[0] / rates[1] : rates[1] / rates[0] };
    });
    measured.push({ title: table.title, figures, comparisons, notes: table.notes ?? [] });
  }
  return measured;
}

if (import.meta.main) {
  const [name, timing, file] = process.argv.slice(2);
  const bench = benches.find((one) => one.name === name);
  if (bench === undefined || file === undefined) throw new Error("Run it with: npm run bench -- <name>");
  const isQuick = timing === "quick";
  const tables = await bench.tables(isQuick ? "small" : "full");
  writeFileSync(file, JSON.stringify(await measureTables(tables, isQuick ? quickTiming : fullTiming)));
  // Sockets, timers and an engine's threads may still be there.
  process.exit(0);
}
