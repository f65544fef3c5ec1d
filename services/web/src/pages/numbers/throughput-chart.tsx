/** Bars of what came in, was accepted and was seen, and points for the two-hour share against its floor. In: sums of periods. Out: an image with words; the table below has the numbers. */
import { floorPercent, percent, type PeriodSum } from "./fold-periods.ts";

const width = 960;
const height = 260;
const left = 40;
const right = 44;
const top = 12;
const bottom = 34;
/** More would be too thin to see. */
const mostPeriods = 48;

export function ThroughputChart({ periods: all }: { readonly periods: readonly PeriodSum[] }) {
  const periods = all.slice(-mostPeriods);
  if (periods.length === 0) return <p>Nothing has been received in this time.</p>;
  const most = niceCeiling(Math.max(...periods.map((period) => period.received)));
  const step = (width - left - right) / periods.length;
  const yOf = (count: number) => top + (height - top - bottom) * (1 - count / most);
  const yOfPercent = (share: number) => top + (height - top - bottom) * (1 - share / 100);
  const bar = Math.max(2, Math.min(26, step / 4));
  const shares = periods.map((period) => percent(period.twoHourMet, period.twoHourInScope));
  const points = shares.flatMap((share, index) =>
    share === undefined ? [] : [`${left + step * (index + 0.5)},${yOfPercent(share)}`],
  );
  const labelEvery = Math.ceil(periods.length / 12);
  const last = periods.at(-1);
  return (
    <figure className="app-chart" tabIndex={0} aria-label="Chart">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby="chart-title chart-words">
        <title id="chart-title">Referrals received, accepted and seen by period, and the two-hour response</title>
        <desc id="chart-words">
          {`${periods.length} periods. In the last, ${last?.period ?? ""}: received ${last?.received ?? 0}, accepted ${last?.accepted ?? 0}, seen ${last?.arrived ?? 0}. The table below has every number.`}
        </desc>
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line
              x1={left}
              x2={width - right}
              y1={yOf(most * part)}
              y2={yOf(most * part)}
              className="app-chart__grid"
            />
            <text x={left - 6} y={yOf(most * part) + 4} textAnchor="end">
              {Math.round(most * part)}
            </text>
            <text x={width - right + 6} y={yOf(most * part) + 4}>
              {part * 100} %
            </text>
          </g>
        ))}
        {periods.map((period, index) => {
          const middle = left + step * (index + 0.5);
          return (
            <g key={period.period}>
              <rect
                x={middle - bar * 1.5}
                y={yOf(period.received)}
                width={bar}
                height={height - bottom - yOf(period.received)}
                className="app-chart__received"
              />
              <rect
                x={middle - bar * 0.5}
                y={yOf(period.accepted)}
                width={bar}
                height={height - bottom - yOf(period.accepted)}
                className="app-chart__accepted"
              />
              <rect
                x={middle + bar * 0.5}
                y={yOf(period.arrived)}
                width={bar}
                height={height - bottom - yOf(period.arrived)}
                className="app-chart__seen"
              />
              {index % labelEvery === 0 ? (
                <text x={middle} y={height - bottom + 16} textAnchor="middle">
                  {label(period.period)}
                </text>
              ) : null}
            </g>
          );
        })}
        <line
          x1={left}
          x2={width - right}
          y1={yOfPercent(floorPercent)}
          y2={yOfPercent(floorPercent)}
          className="app-chart__floor"
        />
        <polyline points={points.join(" ")} className="app-chart__share" />
        {points.map((point) => {
          const [x, y] = point.split(",");
          return <circle key={point} cx={x} cy={y} r={4} className="app-chart__point" />;
        })}
      </svg>
      <figcaption>
        <span className="app-chart__key app-chart__key--received">Received</span>
        <span className="app-chart__key app-chart__key--accepted">Accepted</span>
        <span className="app-chart__key app-chart__key--seen">Seen</span>
        <span className="app-chart__key app-chart__key--share">Two-hour response, % (right)</span>
        <span className="app-chart__key app-chart__key--floor">Floor {floorPercent} %</span>
      </figcaption>
    </figure>
  );
}

/** `2026-11-22T14` as `14:00`, a day as `22/11`, a month as it is. */
function label(period: string): string {
  if (period.includes("T")) return `${period.slice(11)}:00`;
  return period.length === 10 ? `${period.slice(8)}/${period.slice(5, 7)}` : period;
}

/** The next of 2, 4, 10, 20, 40, 100 ... above a count, so that half of it is whole. */
function niceCeiling(count: number): number {
  for (let power = 1; ; power *= 10)
    for (const factor of [2, 4, 6, 10]) if (count <= factor * power) return factor * power;
}
