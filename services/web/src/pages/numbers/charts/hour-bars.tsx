/**
 * What came in by hour of the day against what could be taken: bars for demand on a shaded ground of open hours, capacity below on its own scale.
 * In: 24 values each. Out: SVG with a name. Hidden hours are `*`.
 */
import { scaleFromNought } from "./scale.ts";
import { drawn, inCell, type Shown } from "./shown.ts";
import { useWidth } from "./use-width.ts";

export interface HourBarsProps {
  readonly words: string;
  readonly hours: readonly {
    readonly hour: number;
    readonly received: Shown;
    /** Jobs that could be held at once; null when it is not known. */
    readonly capacity: Shown;
    /** Share of the days on which a team was open, 0 to 1; null when it is not known. */
    readonly openShare: number | null;
  }[];
  readonly receivedName: string;
  readonly capacityName: string;
}

const top = 22;
const bottom = 150;
const hoursY = bottom + 16;
/** Capacity has a scale of its own: jobs held at once are many more than referrals in an hour, and one scale would flatten the demand. */
const capacityTop = 194;
const capacityBottom = 244;
const height = 250;
const left = 44;
const right = 8;

export function HourBars({ words, hours, receivedName, capacityName }: HourBarsProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const demand = scaleFromNought(
    hours.flatMap(({ received }) => drawn(received) ?? []),
    top,
    bottom,
    4,
  );
  const capacities = hours.flatMap(({ capacity }) => drawn(capacity) ?? []);
  const most = Math.max(1, ...capacities);
  const step = (width - left - right) / Math.max(1, hours.length);
  const every = step < 13 ? 6 : step < 26 ? 3 : 2;
  const hasCapacity = capacities.length > 0;
  return (
    <div ref={ref}>
      <svg
        className="app-plot"
        viewBox={`0 0 ${width} ${hasCapacity ? height : hoursY + 8}`}
        role="img"
        aria-label={words}
      >
        {hours.map(({ hour, openShare }, index) =>
          openShare !== null && openShare >= 0.5 ? (
            <rect
              key={hour}
              x={left + step * index}
              y={top}
              width={step + 0.5}
              height={bottom - top}
              className="app-plot__open"
            />
          ) : null,
        )}
        {demand.ticks.map((tick) => (
          <g key={tick}>
            <line x1={left} x2={width - right} y1={demand.yOf(tick)} y2={demand.yOf(tick)} className="app-plot__grid" />
            <text x={left - 6} y={demand.yOf(tick) + 4} textAnchor="end">
              {inCell(tick)}
            </text>
          </g>
        ))}
        {hasCapacity ? (
          <>
            <text x={left} y={capacityTop - 8}>
              {capacityName}
            </text>
            <text x={left - 6} y={capacityTop + 10} textAnchor="end">
              {inCell(most)}
            </text>
            <line x1={left} x2={width - right} y1={capacityBottom} y2={capacityBottom} className="app-plot__grid" />
          </>
        ) : null}
        {hours.map(({ hour, received, capacity }, index) => {
          const x = left + step * index;
          return (
            <g key={hour}>
              {typeof received === "number" ? (
                <rect
                  x={x + step * 0.15}
                  y={demand.yOf(received)}
                  width={step * 0.7}
                  height={bottom - demand.yOf(received)}
                  className="app-plot__bar"
                >
                  <title>{`${hourWords(hour)}: ${receivedName} ${inCell(received)}`}</title>
                </rect>
              ) : received === "*" ? (
                <text x={x + step / 2} y={bottom - 4} textAnchor="middle">
                  *
                </text>
              ) : null}
              {typeof capacity === "number" ? (
                <rect
                  x={x + step * 0.15}
                  y={capacityBottom - ((capacityBottom - capacityTop) * capacity) / most}
                  width={step * 0.7}
                  height={((capacityBottom - capacityTop) * capacity) / most}
                  className="app-plot__capacity"
                >
                  <title>{`${hourWords(hour)}: ${capacityName} ${inCell(capacity)}`}</title>
                </rect>
              ) : null}
              {index % every === 0 ? (
                <text x={x + step / 2} y={hoursY} textAnchor="middle">
                  {String(hour).padStart(2, "0")}
                </text>
              ) : null}
            </g>
          );
        })}
      </svg>
      <ul className="app-key">
        <li className="app-key__item app-key__item--bar">{receivedName}</li>
        {hasCapacity ? <li className="app-key__item app-key__item--capacity">{capacityName}</li> : null}
        {hours.some(({ openShare }) => openShare !== null) ? (
          <li className="app-key__item app-key__item--open">Open on at least half of the days</li>
        ) : null}
      </ul>
    </div>
  );
}

/** `08:00 to 08:59` */
export const hourWords = (hour: number): string =>
  `${String(hour).padStart(2, "0")}:00 to ${String(hour).padStart(2, "0")}:59`;
