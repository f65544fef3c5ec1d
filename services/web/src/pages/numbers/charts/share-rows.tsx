/**
 * Rows of one hundred per cent, each cut into the same named parts. In: counts and their whole. A hidden part leaves a box marked `*` for all that is not shown;
 * a row with a hidden whole has none. Out: SVG with a name; a part wide enough carries its percentage, and the parts differ by pattern and order, not by colour alone.
 */
import { useId } from "react";
import { fitting } from "./scale.ts";
import { inCell, isNumber, type Shown } from "./shown.ts";
import { useWidth } from "./use-width.ts";

export interface ShareRow {
  readonly key: string;
  readonly name: string;
  readonly whole: Shown;
  readonly parts: readonly Shown[];
  /** What is in none of the parts, where it is counted; else it is what is left of the whole. */
  readonly rest?: Shown;
}

export interface ShareRowsProps {
  readonly words: string;
  /** Two to four; the second is hatched. */
  readonly parts: readonly string[];
  /** What is in none of the parts. */
  readonly rest: string;
  readonly rows: readonly ShareRow[];
}

interface Segment {
  readonly name: string;
  readonly style: string;
  readonly share: number;
  readonly words: string;
}

const rowHeight = 44;
const barTop = 18;
const barHeight = 22;
/** A narrower part cannot hold `100 %`. */
const leastWidthForWords = 34;

export function ShareRows({ words, parts, rest, rows }: ShareRowsProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const hatch = useId();
  const drawn = rows.map((row) => ({ row, segments: segmentsOf(row, parts, rest) }));
  const styles = new Map(drawn.flatMap(({ segments }) => segments.map(({ name, style }) => [name, style])));
  return (
    <div ref={ref}>
      <ul className="app-key">
        {[...parts, rest, hiddenName].flatMap((name) => {
          const style = styles.get(name);
          return style === undefined
            ? []
            : [
                <li key={name} className={`app-key__item app-key__item--${style}`}>
                  {name}
                </li>,
              ];
        })}
      </ul>
      <svg className="app-plot" viewBox={`0 0 ${width} ${rows.length * rowHeight}`} role="img" aria-label={words}>
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" className="app-plot__hatch-ground" />
            <line x1="0" x2="0" y1="0" y2="6" className="app-plot__hatch" />
          </pattern>
        </defs>
        {drawn.map(({ row, segments }, index) => (
          <g key={row.key} transform={`translate(0 ${index * rowHeight})`}>
            <text x={0} y={13}>
              <tspan className="app-plot__strong">{fitting(row.name, width - 56)}</tspan>
              <tspan dx={8}>{inCell(row.whole)}</tspan>
            </text>
            {segments.length > 0 ? (
              <Bar name={row.name} segments={segments} width={width} hatch={hatch} />
            ) : (
              <text x={0} y={barTop + 16}>
                {row.whole === "*" ? "Hidden" : "None in this period"}
              </text>
            )}
          </g>
        ))}
      </svg>
    </div>
  );
}

const hiddenName = "* hidden together";

/** Parts that are shown, then what is left of the whole: the rest, or all that is hidden. Rounded parts may be more than their whole. */
function segmentsOf(row: ShareRow, names: readonly string[], rest: string): readonly Segment[] {
  const { whole, parts } = row;
  if (!isNumber(whole) || whole === 0) return [];
  const shown = parts.map((part) => (isNumber(part) ? part : 0));
  const sum = shown.reduce((total, part) => total + part, 0);
  const isHidden = parts.includes("*") || row.rest === "*";
  const left = !isHidden && isNumber(row.rest) ? row.rest : Math.max(0, whole - sum);
  const of = sum + left;
  const percent = (count: number) => inCell(Math.round((100 * count) / of), "%");
  return [
    ...shown.map((part, index) => ({
      name: names[index] ?? "",
      style: `part-${index + 1}`,
      share: part / of,
      words: percent(part),
    })),
    isHidden
      ? { name: hiddenName, style: "hidden", share: left / of, words: "*" }
      : { name: rest, style: "rest", share: left / of, words: percent(left) },
  ].filter(({ share }) => share > 0);
}

interface BarProps {
  readonly name: string;
  readonly segments: readonly Segment[];
  readonly width: number;
  readonly hatch: string;
}

function Bar({ name, segments, width, hatch }: BarProps) {
  return segments.map((segment, index) => {
    const before = segments.slice(0, index).reduce((sum, { share }) => sum + share, 0);
    const x = before * width;
    const long = Math.max(1, segment.share * width - 2);
    const isHatched = segment.style === "part-2";
    const hasWords = long >= (segment.words === "*" ? 10 : leastWidthForWords);
    return (
      <g key={segment.name}>
        <rect
          x={x}
          y={barTop}
          width={long}
          height={barHeight}
          className={`app-plot__part app-plot__part--${segment.style}`}
          {...(isHatched ? { fill: `url(#${hatch})` } : {})}
        >
          <title>{`${name}: ${segment.name} ${segment.words}`}</title>
        </rect>
        {hasWords && isHatched ? (
          <rect
            x={x + long / 2 - 18}
            y={barTop + 2}
            width={36}
            height={barHeight - 4}
            className="app-plot__hatch-ground"
          />
        ) : null}
        {hasWords ? (
          <text
            x={x + long / 2}
            y={barTop + 16}
            textAnchor="middle"
            className={`app-plot__part-words app-plot__part-words--${segment.style}`}
          >
            {segment.words}
          </text>
        ) : null}
      </g>
    );
  });
}
