/** Six numbers that sum up the period, each against the period before, each with its definition. In: the report. */
import type { ReportAnswer } from "@ucrt/schemas";
import { inCell } from "./charts/shown.ts";
import { Figure } from "./figure.tsx";
import { cell, cellBefore, meanings, percentMeasure, share, wholeRow } from "./report-numbers.ts";

export function KeyFigures({ report, against }: { readonly report: ReportAnswer; readonly against: string }) {
  return (
    <section className="app-figures" aria-label="Key figures">
      <Count report={report} against={against} id="received" name="Referrals received" />
      <Share report={report} against={against} part="accepted" whole="received" name="Accepted by a team" />
      <Share report={report} against={against} part="arrived" whole="received" name="Seen face to face" />
      <Minutes report={report} against={against} />
      <Share report={report} against={against} part="missed" whole="received" name="Missed opportunities" />
      <Share report={report} against={against} part="careHome" whole="received" name="From care homes" />
    </section>
  );
}

interface OneProps {
  readonly report: ReportAnswer;
  readonly against: string;
}

interface CountProps extends OneProps {
  readonly id: string;
  readonly name: string;
}

function Count({ report, against, id, name }: CountProps) {
  const perHead = report.measures.find(({ unit, part }) => unit === "per 100,000" && part === id);
  return (
    <Figure
      name={name}
      value={cell(report, id)}
      of={
        perHead === undefined
          ? "two-hour and not"
          : `two-hour and not; ${inCell(cell(report, perHead.id))} per 100,000 people`
      }
      before={cellBefore(report, id)}
      against={against}
      meanings={meanings(report, [id, perHead?.id ?? ""])}
    />
  );
}

interface ShareProps extends OneProps {
  readonly part: string;
  readonly whole: string;
  readonly name: string;
}

function Share({ report, against, part, whole, name }: ShareProps) {
  return (
    <Figure
      name={name}
      value={share(report, wholeRow(report, report.period.id), part, whole)}
      unit="%"
      of={`${inCell(cell(report, part))} of ${inCell(cell(report, whole))} ${whole}`}
      before={share(report, wholeRow(report, report.compare?.id), part, whole)}
      against={against}
      meanings={meanings(report, [part, percentMeasure(report, part, whole)?.id ?? ""])}
    />
  );
}

function Minutes({ report, against }: OneProps) {
  const [median, ninetieth] = ["twoHourToArrivedMedian", "twoHourToArrivedNinetieth"] as const;
  return (
    <Figure
      name="Median time to first contact"
      value={cell(report, median)}
      unit="min"
      of={`nine in ten within ${inCell(cell(report, ninetieth), "min")}`}
      before={cellBefore(report, median)}
      against={against}
      meanings={meanings(report, [median, ninetieth])}
    />
  );
}
