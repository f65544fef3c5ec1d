/** The time axis below a chart: short labels, the year where it begins, the picked period marked. In: periods and their places. Out: SVG. */
import { labelEvery } from "./scale.ts";

export interface ChartPeriod {
  /** `2026-10`, `2026-Q3`, `2026`. */
  readonly key: string;
  /** `Oct`, `Q3`, `2026`. */
  readonly label: string;
  /** `2026`, below the first period of a year; empty where the label is the year. */
  readonly year: string;
  readonly isProvisional: boolean;
  readonly isPicked: boolean;
}

/** Wide enough for `Oct *` in the letters of a chart. */
const labelWidth = 34;

export interface MonthAxisProps {
  readonly periods: readonly ChartPeriod[];
  readonly xOf: (index: number) => number;
  readonly step: number;
  readonly top: number;
  readonly bottom: number;
}

export function MonthAxis({ periods, xOf, step, top, bottom }: MonthAxisProps) {
  const every = labelEvery(periods.length, step * periods.length, labelWidth);
  // Counted from the right, so that the newest is always named.
  const isNamed = (index: number) => (periods.length - 1 - index) % every === 0;
  let year = "";
  return (
    <g>
      {periods.map((period, index) => {
        const isYearNew = isNamed(index) && period.year !== year;
        if (isYearNew) year = period.year;
        return (
          <g key={period.key}>
            {period.isPicked ? (
              <rect x={xOf(index) - step / 2} y={top} width={step} height={bottom - top} className="app-plot__picked" />
            ) : null}
            {isNamed(index) || period.isPicked ? (
              <text
                x={xOf(index)}
                y={bottom + 16}
                textAnchor="middle"
                className={period.isPicked ? "app-plot__strong" : undefined}
              >
                {isNamed(index) || every === 1 ? period.label : ""}
              </text>
            ) : null}
            {isYearNew ? (
              <text x={xOf(index)} y={bottom + 31} textAnchor="middle">
                {period.year}
              </text>
            ) : null}
          </g>
        );
      })}
    </g>
  );
}
