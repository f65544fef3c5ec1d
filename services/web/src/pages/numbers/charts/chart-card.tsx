/**
 * One question and its answer: heading, one sentence that says what the chart shows, the chart, the same numbers in a table, the definitions.
 * In: words, a drawing, columns and rows of served cells. Out: a section that keyboard and screen reader walk in that order.
 */
import type { ReactNode } from "react";
import { Meanings, type Meaning } from "./meaning.tsx";
import { inCell, type Shown } from "./shown.ts";

export interface Column {
  readonly name: string;
  /** `%`, `min`; empty for counts. */
  readonly unit?: string;
}

export interface TableRow {
  readonly key: string;
  readonly name: string;
  readonly cells: readonly (Shown | string)[];
}

export interface ChartTable {
  readonly caption: string;
  readonly rowsAre: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

export interface ChartCardProps {
  readonly id: string;
  readonly heading: string;
  /** One sentence: what the reader should take from it. */
  readonly says?: ReactNode;
  readonly children?: ReactNode;
  readonly table?: ChartTable;
  readonly meanings: readonly Meaning[];
  /** Must stand beside the numbers, word for word. */
  readonly captions?: readonly string[];
  readonly isWide?: boolean;
}

export function ChartCard({
  id,
  heading,
  says,
  children,
  table,
  meanings,
  captions = [],
  isWide = false,
}: ChartCardProps) {
  return (
    <section className={`app-card${isWide ? " app-card--wide" : ""}`} aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      {says === undefined ? null : <p className="app-card__says">{says}</p>}
      {children}
      {captions.map((caption) => (
        <p key={caption} className="app-card__caption">
          {caption}
        </p>
      ))}
      {table === undefined ? null : (
        <details className="app-more" data-holds="table">
          <summary>
            Table<span className="nhsuk-u-visually-hidden">: {table.caption}</span>
          </summary>
          <NumbersTable id={`${id}-table`} table={table} />
        </details>
      )}
      <Meanings meanings={meanings} of={heading} />
    </section>
  );
}

export function NumbersTable({ id, table }: { readonly id: string; readonly table: ChartTable }) {
  return (
    <div className="app-table" role="region" aria-labelledby={id} tabIndex={0}>
      <table>
        <caption id={id}>{table.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{table.rowsAre}</th>
            {table.columns.map((column) => (
              <th key={column.name} scope="col" className="app-table__number">
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.name}</th>
              {row.cells.map((cell, index) => (
                <td key={table.columns[index]?.name ?? index} className="app-table__number">
                  {typeof cell === "string" && cell !== "*" ? cell : inCell(cell, table.columns[index]?.unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
