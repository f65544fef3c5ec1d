/**
 * Named counts as horizontal bars, in the order of the caller. In: counts; hidden ones have no bar and are named together below.
 * Out: SVG with a name; every bar carries its number.
 */
import { fitting } from "./scale.ts";
import { drawn, inCell, type Shown } from "./shown.ts";
import { useWidth } from "./use-width.ts";

export interface BarRow {
  readonly name: string;
  readonly value: Shown;
}

export interface BarRowsProps {
  readonly words: string;
  readonly rows: readonly BarRow[];
  readonly unit?: string;
  /** The value that fills the width. @default the largest */
  readonly most?: number;
}

const rowHeight = 40;

export function BarRows({ words, rows, unit = "", most }: BarRowsProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const largest = most ?? Math.max(1, ...rows.flatMap((row) => drawn(row.value) ?? []));
  // Room for the number beside the longest bar.
  const room = width - 64;
  const shown = rows.filter((row) => row.value !== "*");
  const hidden = rows.filter((row) => row.value === "*").map((row) => row.name);
  return (
    <div ref={ref}>
      {shown.length === 0 ? null : (
        <svg className="app-plot" viewBox={`0 0 ${width} ${shown.length * rowHeight}`} role="img" aria-label={words}>
          {shown.map((row, index) => {
            const y = index * rowHeight;
            const length = Math.max(0, ((drawn(row.value) ?? 0) / largest) * room);
            return (
              <g key={row.name}>
                <text x={0} y={y + 13}>
                  {fitting(row.name, width)}
                </text>
                <rect x={0} y={y + 18} width={length} height={16} className="app-plot__bar" />
                <text x={length + (length > 0 ? 6 : 0)} y={y + 31} className="app-plot__strong">
                  {inCell(row.value, unit)}
                </text>
              </g>
            );
          })}
        </svg>
      )}
      {hidden.length === 0 ? null : <p className="app-card__quiet">Hidden (*): {hidden.join(", ")}.</p>}
    </div>
  );
}
