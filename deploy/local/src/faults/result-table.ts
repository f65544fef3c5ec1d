// The table of a fault run. In: results of groups, rows that tests hold. Out: text for people, data for programs, and whether anything was violated.
import { cpus, loadavg, totalmem } from "node:os";
import type { FaultRow } from "./fault.ts";
import type { GroupResult, RowResult } from "./run-group.ts";

export interface Line {
  readonly row: string;
  readonly title: string;
  readonly injected: string;
  readonly found: string;
  /** Seconds, the longest of the row's faults; null when the row does not say what recovery is. */
  readonly recoverySeconds: number | null;
  readonly goalSeconds: number | null;
  /** Names of tests; empty when the rig alone shows the row. */
  readonly heldBy: readonly string[];
  readonly missing: string | null;
  readonly isGood: boolean;
}

export interface Machine {
  readonly at: string;
  readonly cores: number;
  readonly cpuModel: string;
  readonly memoryGiB: number;
  /** Load of the last minute when the run began and when it ended. */
  readonly loadAverage: readonly [number, number];
}

/** The machine now; `loadBefore` is that of the start. */
export function thisMachine(loadBefore: number): Machine {
  return {
    at: new Date().toISOString(),
    cores: cpus().length,
    cpuModel: cpus()[0]?.model ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAverage: [loadBefore, loadavg()[0] ?? 0],
  };
}

/** One line for each row of a group: what the checker found belongs to all of them. */
export function linesOfGroup(group: GroupResult): readonly Line[] {
  return group.rows.map((result) => lineOf(result, group));
}

function lineOf({ row, faults }: RowResult, group: GroupResult): Line {
  const failures = faults.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const violations = group.check.violations.length;
  const recoveries = faults.flatMap(({ recoveredSeconds }) =>
    recoveredSeconds === undefined ? [] : [recoveredSeconds],
  );
  const together = group.rows.length === 1 ? "" : ` in a run of ${group.rows.length} rows`;
  return {
    ...about(row),
    injected: faults.map(({ injected }) => injected).join("; "),
    found:
      failures.length > 0
        ? failures.join("; ")
        : violations > 0
          ? `${violations} violations${together}, see below`
          : "no violation",
    recoverySeconds: recoveries.length === 0 ? null : Math.max(...recoveries),
    isGood: failures.length === 0 && violations === 0,
  };
}

/** A row that is not injected by the rig. */
export function lineWithoutRun(row: FaultRow): Line {
  const isHeld = row.heldBy !== undefined;
  return {
    ...about(row),
    injected: isHeld ? "by tests below the rig" : "nothing",
    found: isHeld ? "held by tests, run by npm test" : "not shown",
    recoverySeconds: null,
    isGood: true,
  };
}

function about(row: FaultRow): Pick<Line, "row" | "title" | "goalSeconds" | "heldBy" | "missing"> {
  return {
    row: `${row.id}${row.isStarred ? "*" : ""}`,
    title: row.title,
    goalSeconds: row.recovery?.goalSeconds ?? null,
    heldBy: (row.heldBy ?? []).map(({ file, test }) => `${file}: ${test}`),
    missing: row.missing ?? null,
  };
}

/** A table in Markdown, which a terminal shows as well. */
export function tableAsText(lines: readonly Line[]): string {
  const cells = [
    ["row", "fault", "injected", "found", "well again after", "goal", "held by", "not shown"],
    ...lines.map((line) => [
      line.row,
      line.title,
      line.injected,
      line.found,
      line.recoverySeconds === null ? "" : `${line.recoverySeconds.toFixed(1)} s`,
      line.goalSeconds === null ? "" : `${line.goalSeconds} s`,
      line.heldBy.map((test) => `"${test.split(": ").slice(1).join(": ")}"`).join("; "),
      line.missing ?? "",
    ]),
  ];
  const asRow = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll("|", "/")).join(" | ")} |`;
  const [head = [], ...body] = cells;
  return [asRow(head), asRow(head.map(() => "---")), ...body.map(asRow)].join("\n");
}
