/** A visit that has just been closed: the text for the record, while the person still has it in mind. In: its last row. Out: "Copy for SystmOne". */
import type { BoardRow } from "@ucrt/schemas";
import { codeInWords } from "../words.ts";
import { CopyText } from "./copy-text.tsx";
import { JobTitle } from "./job-summary.tsx";

export interface ClosedVisitProps {
  readonly row: BoardRow;
  readonly organisationName: (ods: string) => string;
}

export function ClosedVisit({ row, organisationName }: ClosedVisitProps) {
  return (
    <article className="app-job app-job--closed" data-closed={row.referralId}>
      <h3 className="app-job__title">
        Closed: <JobTitle row={row} />
      </h3>
      <p className="app-job__line">{row.endedAs === null ? "" : codeInWords(row.endedAs)}</p>
      <CopyText referralId={row.referralId} kind="record" organisationName={organisationName} />
    </article>
  );
}
