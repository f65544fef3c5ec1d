/**
 * Counts by period as bars, with another series as marks to compare with. In: values by period; hidden ones are `*`. Out: SVG with a name.
 * The mark is a black line with its own key, so colour is never needed.
 */
import { MonthAxis, type ChartPeriod } from "./month-axis.tsx";
import { scaleFromNought } from "./scale.ts";
import { drawn, inCell, type Shown } from "./shown.ts";
import { useWidth } from "./use-width.ts";

export interface MonthBarsProps {
  readonly words: string;
  readonly periods: readonly ChartPeriod[];
  readonly name: string;
  readonly values: readonly Shown[];
  readonly comparison?: { readonly name: string; readonly values: readonly (number | null)[] };
}

const height = 232;
const top = 18;
const bottom = height - 40;
const left = 44;
const right = 8;

export function MonthBars({ words, periods, name, values, comparison }: MonthBarsProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const compared = comparison?.values ?? [];
  const scale = scaleFromNought(
    [...values, ...compared].flatMap((value) => drawn(value) ?? []),
    top,
    bottom,
    4,
  );
  const step = (width - left - right) / Math.max(1, periods.length);
  const xOf = (index: number) => left + step * (index + 0.5);
  // Numbers on every bar would be crossed out by the marks; the table has them all.
  const isCompared = compared.some((value) => value !== null);
  const bar = Math.max(4, Math.min(36, step * 0.64));
  return (
    <div ref={ref}>
      <svg className="app-plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
        {scale.ticks.map((tick) => (
          <g key={tick}>
            <line x1={left} x2={width - right} y1={scale.yOf(tick)} y2={scale.yOf(tick)} className="app-plot__grid" />
            <text x={left - 6} y={scale.yOf(tick) + 4} textAnchor="end">
              {inCell(tick)}
            </text>
          </g>
        ))}
        <MonthAxis periods={periods} xOf={xOf} step={step} top={top} bottom={bottom} />
        {periods.map((period, index) => {
          const value = values[index] ?? null;
          const other = compared[index] ?? null;
          return (
            <g key={period.key}>
              {typeof value === "number" ? (
                <rect
                  x={xOf(index) - bar / 2}
                  y={scale.yOf(value)}
                  width={bar}
                  height={bottom - scale.yOf(value)}
                  className={`app-plot__bar${period.isProvisional ? " app-plot__bar--provisional" : ""}`}
                >
                  <title>{`${period.key}: ${name} ${inCell(value)}`}</title>
                </rect>
              ) : value === "*" ? (
                <text x={xOf(index)} y={bottom - 4} textAnchor="middle">
                  *
                </text>
              ) : null}
              {other === null ? null : (
                <line
                  x1={xOf(index) - step * 0.44}
                  x2={xOf(index) + step * 0.44}
                  y1={scale.yOf(other)}
                  y2={scale.yOf(other)}
                  className="app-plot__compared"
                >
                  <title>{`${period.key}: ${comparison?.name ?? ""} ${inCell(other)}`}</title>
                </line>
              )}
              {typeof value === "number" && (period.isPicked || (step >= 40 && !isCompared)) ? (
                <text
                  x={xOf(index)}
                  y={scale.yOf(Math.max(value, other ?? 0)) - 6}
                  textAnchor="middle"
                  className={period.isPicked ? "app-plot__strong" : undefined}
                >
                  {inCell(value)}
                </text>
              ) : null}
            </g>
          );
        })}
      </svg>
      <ul className="app-key">
        <li className="app-key__item app-key__item--bar">{name}</li>
        {periods.some((period) => period.isProvisional) ? (
          <li className="app-key__item app-key__item--provisional">Provisional</li>
        ) : null}
        {comparison === undefined || compared.every((value) => value === null) ? null : (
          <li className="app-key__item app-key__item--compared">{comparison.name}</li>
        )}
      </ul>
    </div>
  );
}
