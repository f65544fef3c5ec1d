// The fault matrix: every row the rig knows, the most dangerous hazards first. In: nothing. Out: rows. Rows of later work (a full disk, sign-in by a
// provider, the key of access notes, restoring a backup) are not here.
import type { FaultRow } from "./fault.ts";
import { rowsHeldByTests } from "./rows-held-by-tests.ts";
import { rowsOfLines } from "./rows-of-lines.ts";
import { rowsOfProcesses } from "./rows-of-processes.ts";
import { rowsOfSenders } from "./rows-of-senders.ts";

/** F43 to F45 need a small disk, F56 a provider, F59 other keys, F60 a second machine. */
export const laterRows: readonly string[] = ["F43", "F44", "F45", "F56", "F59", "F60"];

export const faultTable: readonly FaultRow[] = [
  ...rowsOfProcesses,
  ...rowsOfLines,
  ...rowsOfSenders,
  ...rowsHeldByTests,
].toSorted((one, other) => one.id.localeCompare(other.id));

/** Lowest hazard number first; a row without one last. */
export function byDanger(one: FaultRow, other: FaultRow): number {
  const first = (row: FaultRow): number => Math.min(99, ...row.hazards.map((hazard) => Number(hazard.slice(1))));
  return first(one) - first(other) || one.id.localeCompare(other.id);
}
