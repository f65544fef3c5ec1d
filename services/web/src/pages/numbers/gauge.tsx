/** A percentage on a line from 0 to 100 with the levels it is read against: the floor, the published figure, the period before. In: numbers. Out: SVG with a name. */
import { inCell, isNumber, type Shown } from "./charts/shown.ts";
import { useWidth } from "./charts/use-width.ts";

export interface GaugeProps {
  readonly words: string;
  readonly value: Shown;
  readonly floorPercent: number;
  readonly publishedPercent: number;
}

const height = 62;
const barTop = 22;
const barHeight = 18;

export function Gauge({ words, value, floorPercent, publishedPercent }: GaugeProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const xOf = (percent: number) => (percent / 100) * width;
  return (
    <div ref={ref}>
      <svg className="app-plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
        <rect x={0} y={barTop} width={width} height={barHeight} className="app-plot__track" />
        {isNumber(value) ? (
          <rect
            x={0}
            y={barTop}
            width={xOf(value)}
            height={barHeight}
            className={value < floorPercent ? "app-plot__below" : "app-plot__bar"}
          />
        ) : null}
        <line
          x1={xOf(floorPercent)}
          x2={xOf(floorPercent)}
          y1={barTop - 6}
          y2={barTop + barHeight + 6}
          className="app-plot__floor-mark"
        />
        <line
          x1={xOf(publishedPercent)}
          x2={xOf(publishedPercent)}
          y1={barTop - 6}
          y2={barTop + barHeight + 6}
          className="app-plot__published-mark"
        />
        <text x={xOf(floorPercent)} y={12} textAnchor="middle" className="app-plot__strong">
          {inCell(floorPercent, "%")} floor
        </text>
        <text x={Math.min(xOf(publishedPercent), width)} y={height - 4} textAnchor="end">
          {inCell(publishedPercent, "%")} published
        </text>
      </svg>
    </div>
  );
}
