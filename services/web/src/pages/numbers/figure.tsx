/** One number of the period: what it is, how it stood before, and its definition. In: served cells. Out: a small card. */
import { Meanings, type Meaning } from "./charts/meaning.tsx";
import { inCell, isNumber, type Shown } from "./charts/shown.ts";

export interface FigureProps {
  readonly name: string;
  readonly value: Shown;
  readonly unit?: string;
  /** `712 of 1,105` */
  readonly of?: string;
  readonly before: Shown;
  /** `September 2026` */
  readonly against: string;
  readonly meanings: readonly Meaning[];
}

export function Figure({ name, value, unit = "", of, before, against, meanings }: FigureProps) {
  return (
    <div className="app-figure">
      <h3 className="app-figure__name">{name}</h3>
      <p className="app-figure__value">{inCell(value, unit)}</p>
      {of === undefined ? null : <p className="app-figure__hint">{of}</p>}
      <p className="app-figure__hint">{change(value, before, unit, against)}</p>
      <Meanings meanings={meanings} of={name} />
    </div>
  );
}

/** `up 3 from 81 % in September 2026`; a number that is hidden or missing is never compared. */
function change(value: Shown, before: Shown, unit: string, against: string): string {
  if (!isNumber(before)) return before === "*" ? `${against}: hidden` : `nothing in ${against}`;
  if (before === 0) return `0 in ${against}`;
  if (!isNumber(value) || value === before)
    return `${value === before ? "as" : "was"} ${inCell(before, unit)} in ${against}`;
  return `${value > before ? "▲ up" : "▼ down"} from ${inCell(before, unit)} in ${against}`;
}
