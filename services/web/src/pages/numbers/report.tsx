/** The report of one period, in the order in which it is read: the answer, what moved, key figures, charts by question, every number. In: the served report. */
import type { ReportAnswer } from "@ucrt/schemas";
import { onDayAndTime, onLocalDate } from "../format.ts";
import { AllNumbers } from "./all-numbers.tsx";
import { AnswerCard } from "./answer-card.tsx";
import { AcceptanceCard } from "./cards/acceptance-card.tsx";
import { AuditCard } from "./cards/audit-card.tsx";
import { AvoidanceCard } from "./cards/avoidance-card.tsx";
import { BedCalculator } from "./bed-calculator.tsx";
import { BreachCard } from "./cards/breach-card.tsx";
import { BreakdownCard } from "./cards/breakdown-card.tsx";
import { DemandCard } from "./cards/demand-card.tsx";
import { HoursCard } from "./cards/hours-card.tsx";
import { IntervalsCard } from "./cards/intervals-card.tsx";
import { MissedCard } from "./cards/missed-card.tsx";
import { OutcomeMixCard } from "./cards/outcome-mix-card.tsx";
import { PublishedCard } from "./cards/published-card.tsx";
import { RepeatCard } from "./cards/repeat-card.tsx";
import { StatesCard } from "./cards/states-card.tsx";
import { TwoHourCard } from "./cards/two-hour-card.tsx";
import { KeyFigures } from "./key-figures.tsx";
import { MovedList } from "./moved-list.tsx";
import { pairsOf } from "./pairs-of-report.ts";
import { nameOf, previousPeriod } from "./periods.ts";
import { comparable, whatMoved } from "./what-moved.ts";

export function Report({ report }: { readonly report: ReportAnswer }) {
  const pairs = pairsOf(report);
  const against = report.compare?.name ?? nameOf(previousPeriod(report.period.id));
  return (
    <>
      <h1 className="nhsuk-heading-m app-report__title">
        {report.area}: {report.period.name}
      </h1>
      <Standing report={report} />
      <div className="app-report__head">
        <AnswerCard report={report} against={against} />
        <MovedList
          moves={whatMoved(pairs)}
          compared={comparable(pairs)}
          isUnfinished={report.period.isUnfinished}
          against={against}
        />
      </div>
      <KeyFigures report={report} against={against} />
      {report.by.length > 0 ? <BreakdownCard report={report} /> : null}
      <h2 className="app-report__part">How quickly people are seen</h2>
      <div className="app-report__cards">
        <TwoHourCard report={report} />
        <IntervalsCard report={report} />
        <BreachCard report={report} />
        <PublishedCard report={report} />
      </div>
      <h2 className="app-report__part">What comes in, and when</h2>
      <div className="app-report__cards">
        <DemandCard report={report} />
        <HoursCard report={report} />
        <OutcomeMixCard report={report} />
        <RepeatCard report={report} />
      </div>
      <h2 className="app-report__part">What becomes of it</h2>
      <div className="app-report__cards">
        <AcceptanceCard report={report} />
        <MissedCard report={report} />
        <AuditCard report={report} />
        <AvoidanceCard report={report} />
        <BedCalculator caption={report.captions.find(isOfMoney)} />
        <StatesCard report={report} />
      </div>
      <AllNumbers report={report} against={against} />
    </>
  );
}

/** Whose numbers, of when, how final, and what `*` means: once. */
function Standing({ report }: { readonly report: ReportAnswer }) {
  const { period, rules } = report;
  return (
    <div className="app-report__standing">
      <p>
        {period.isProvisional ? (
          <>
            <strong className="app-report__provisional">Provisional until {onLocalDate(period.finalFrom)}</strong>{" "}
          </>
        ) : null}
        {period.isUnfinished ? "The period is not over yet. " : ""}
        Figures as of {onDayAndTime(report.asOf)}. {onLocalDate(period.from)} to {onLocalDate(period.to)}, by date of
        receipt.
      </p>
      {report.isDisclosed && rules !== null ? (
        <p>{rules.words}</p>
      ) : (
        <p>Unsuppressed numbers for running the service: not for publication.</p>
      )}
      {pageCaptions(report).map((caption) => (
        <p key={caption}>{caption}</p>
      ))}
    </div>
  );
}

const isOfMoney = (caption: string): boolean => caption.includes("£");

/** What stands beside no number of its own is said at the top; the sentence on money stands at the calculator. */
function pageCaptions({ captions, measures }: ReportAnswer): readonly string[] {
  return captions.filter((caption) => !isOfMoney(caption) && measures.every((measure) => measure.caption !== caption));
}
