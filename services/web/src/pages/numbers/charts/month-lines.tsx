/**
 * One or more lines over the periods, with lines to compare with. In: values by period; hidden and missing ones leave a gap marked `*` or nothing.
 * Out: SVG with a name. Each line has its own mark and its own words at its end, so colour is never needed.
 */
import { useWidth } from "./use-width.ts";
import { drawn, inCell, type Shown } from "./shown.ts";
import { MonthAxis, type ChartPeriod } from "./month-axis.tsx";
import { runsOf, scaleFromNought, spreadApart } from "./scale.ts";

export interface Line {
  readonly name: string;
  readonly values: readonly Shown[];
}

/** A level to compare with: a floor, a published figure. */
export interface Level {
  readonly name: string;
  readonly value: number;
}

export interface MonthLinesProps {
  /** What the drawing shows, for those who cannot see it. */
  readonly words: string;
  readonly periods: readonly ChartPeriod[];
  readonly lines: readonly Line[];
  readonly levels?: readonly Level[];
  readonly unit: string;
  /** The end of the scale. @default a round number above the largest value */
  readonly most?: number;
}

const height = 232;
const top = 18;
const bottom = height - 40;
const left = 34;
/** Bold letters of 13 px, about. */
const letterWidth = 7.6;
/** Below this there is no room for words at the ends of the lines: they go below the drawing. */
const narrow = 400;

export function MonthLines({ words, periods, lines, levels = [], unit, most }: MonthLinesProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const values = lines.flatMap((line) => line.values.flatMap((value) => drawn(value) ?? []));
  const scale = scaleFromNought(
    most === undefined ? [...values, ...levels.map((level) => level.value)] : [most],
    top,
    bottom,
  );
  const isNarrow = width < narrow;
  const ends = endLabels(lines, isNarrow ? [] : levels, scale.yOf, (name, newest) => {
    const rounded = inCell(typeof newest === "number" ? Math.round(newest) : newest);
    return isNarrow ? rounded : lines.length === 1 ? inCell(newest, unit) : `${name} ${rounded}`;
  });
  const right = 12 + letterWidth * Math.max(2, ...ends.map((end) => end.name.length));
  const step = (width - left - right) / Math.max(1, periods.length);
  const xOf = (index: number) => left + step * (index + 0.5);
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
        <text x={left - 6} y={top - 8} textAnchor="end">
          {unit}
        </text>
        <MonthAxis periods={periods} xOf={xOf} step={step} top={top} bottom={bottom} />
        {levels.map((level, index) => (
          <line
            key={level.name}
            x1={left}
            x2={width - right}
            y1={scale.yOf(level.value)}
            y2={scale.yOf(level.value)}
            className={`app-plot__level app-plot__level--${index + 1}`}
          />
        ))}
        {lines.map((line, which) => (
          <g key={line.name} className={`app-plot__line app-plot__line--${which + 1}`}>
            {runsOf(line.values.map(drawn)).map((run) => (
              <polyline
                key={run[0]?.index}
                points={run.map(({ index, value }) => `${xOf(index)},${scale.yOf(value)}`).join(" ")}
              />
            ))}
            {line.values.map((value, index) =>
              typeof value === "number" ? (
                <Mark
                  key={periods[index]?.key}
                  which={which}
                  x={xOf(index)}
                  y={scale.yOf(value)}
                  isHollow={periods[index]?.isProvisional === true}
                  words={`${periods[index]?.key ?? ""}: ${line.name} ${inCell(value, unit)}`}
                />
              ) : value === "*" ? (
                <text key={periods[index]?.key} x={xOf(index)} y={bottom - 4} textAnchor="middle">
                  *
                </text>
              ) : null,
            )}
          </g>
        ))}
        {ends.map((end) => (
          <text
            key={end.key}
            x={width - right + 8}
            y={end.y + 4}
            className={end.isLine ? "app-plot__strong" : undefined}
          >
            {end.name}
          </text>
        ))}
      </svg>
      {isNarrow ? (
        <ul className="app-key">
          {lines.map((line, index) => (
            <li key={line.name} className={`app-key__item app-key__item--line-${index + 1}`}>
              {line.name}
            </li>
          ))}
          {levels.map((level, index) => (
            <li key={level.name} className={`app-key__item app-key__item--level-${index + 1}`}>
              {level.name}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** Words at the right end of each line and level, moved apart. */
function endLabels(
  lines: readonly Line[],
  levels: readonly Level[],
  yOf: (value: number) => number,
  words: (name: string, newest: Shown) => string,
): readonly { readonly key: string; readonly name: string; readonly y: number; readonly isLine: boolean }[] {
  const labels = [
    ...lines.flatMap((line) => {
      const known = line.values.findLast((value) => typeof value === "number");
      const newest = line.values.at(-1) ?? null;
      // The newest number, or that it is hidden: an older one at the end of the chart would be read as the newest.
      return typeof known === "number"
        ? [{ key: line.name, name: words(line.name, newest), y: yOf(drawn(newest) ?? known), isLine: true }]
        : [];
    }),
    ...levels.map(({ name, value }) => ({ key: name, name, y: yOf(value), isLine: false })),
  ];
  const heights = spreadApart(
    labels.map((label) => label.y),
    15,
    top,
    bottom,
  );
  return labels.map((label, index) => ({ ...label, y: heights[index] ?? label.y }));
}

interface MarkProps {
  readonly which: number;
  readonly x: number;
  readonly y: number;
  readonly isHollow: boolean;
  readonly words: string;
}

/** A circle for the first line, a square for the second, a diamond for the third; hollow while provisional. */
function Mark({ which, x, y, isHollow, words }: MarkProps) {
  const className = `app-plot__mark${isHollow ? " app-plot__mark--hollow" : ""}`;
  if (which % 3 === 0)
    return (
      <circle cx={x} cy={y} r={4} className={className}>
        <title>{words}</title>
      </circle>
    );
  return (
    <rect
      x={x - 4}
      y={y - 4}
      width={8}
      height={8}
      className={className}
      {...(which % 3 === 2 ? { transform: `rotate(45 ${x} ${y})` } : {})}
    >
      <title>{words}</title>
    </rect>
  );
}
