/** Every number of the report in one table for each subject, the same cells as the CSV, with definition and completeness beside each. In: the report. */
import type { MeasureGroup, ReportAnswer } from "@ucrt/schemas";
import { inCell } from "./charts/shown.ts";
import { groupWords, unitOf } from "./measure-words.ts";
import { cell, cellBefore } from "./report-numbers.ts";

export function AllNumbers({ report, against }: { readonly report: ReportAnswer; readonly against: string }) {
  const groups = [...new Set(report.measures.map((measure) => measure.group))];
  return (
    <section aria-labelledby="all-numbers">
      <h2 id="all-numbers" className="app-report__part">
        Every number, with its definition
      </h2>
      {groups.map((group) => (
        <Group key={group} report={report} group={group} against={against} />
      ))}
    </section>
  );
}

interface GroupProps {
  readonly report: ReportAnswer;
  readonly group: MeasureGroup;
  readonly against: string;
}

function Group({ report, group, against }: GroupProps) {
  const id = `all-${group}`;
  return (
    <details className="app-more app-card app-report__group" data-holds="table">
      <summary>{groupWords[group]}</summary>
      <div className="app-table" role="region" aria-labelledby={id} tabIndex={0}>
        <table className="app-report__all">
          <caption id={id}>
            {groupWords[group]}, {report.period.name}
          </caption>
          <thead>
            <tr>
              <th scope="col">Number</th>
              <th scope="col" className="app-table__number">
                {report.period.name}
              </th>
              <th scope="col" className="app-table__number">
                {against}
              </th>
              <th scope="col" className="app-table__number">
                Complete
              </th>
              <th scope="col">Definition</th>
            </tr>
          </thead>
          <tbody>
            {report.measures
              .filter((measure) => measure.group === group)
              .map((measure) => (
                <tr key={measure.id} data-measure={measure.id}>
                  <th scope="row">{measure.name}</th>
                  <td className="app-table__number">{inCell(cell(report, measure.id), unitOf(measure))}</td>
                  <td className="app-table__number">{inCell(cellBefore(report, measure.id), unitOf(measure))}</td>
                  <td className="app-table__number">{inCell(measure.completePercent, "%")}</td>
                  <td className="app-report__definition">
                    {[measure.definition, measure.completeWords, measure.caption].filter(Boolean).join(" ")}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
