/**
 * What a cell of the page may hold, and how it is written. A hidden cell is `*`: fewer than 8, or hidden to protect such a number.
 * In: a served cell. Out: text for a table, a number for a chart. Never turns a hidden cell into a number, not even into nought.
 */
import type { Shown } from "@ucrt/schemas";

export type { Shown };

/** Why a cell is hidden, said once on the page. */
export const hiddenWords = "fewer than 8, or hidden to protect such a number";

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** `1,105`, `*`, `–`; with a unit `84 %`, `12 min`. */
export function inCell(value: Shown, unit = ""): string {
  if (value === null) return "–";
  if (value === "*") return "*";
  return unit === "" ? whole.format(value) : `${whole.format(value)}\u00a0${unit}`;
}

/** The number that a chart may draw; undefined leaves a gap. */
export function drawn(value: Shown | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** True for a number that may be compared with another. */
export function isNumber(value: Shown | undefined): value is number {
  return typeof value === "number";
}
