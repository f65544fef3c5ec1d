/** The answer of the first ten seconds: the two-hour response of the period against the floor, the published figure and the period before. In: the report. */
import type { ReportAnswer } from "@ucrt/schemas";
import { Meanings } from "./charts/meaning.tsx";
import { inCell, isNumber, type Shown } from "./charts/shown.ts";
import { Gauge } from "./gauge.tsx";
import { captions, cell, cellBefore, meanings, percentMeasure, share, wholeRow } from "./report-numbers.ts";

export function AnswerCard({ report, against }: { readonly report: ReportAnswer; readonly against: string }) {
  const { standards } = report;
  const now = share(report, wholeRow(report, report.period.id), "twoHourMet", "twoHourInScope");
  const before = share(report, wholeRow(report, report.compare?.id), "twoHourMet", "twoHourInScope");
  const floor = standards.twoHourFloorPercent;
  const ids = ["twoHourInScope", "twoHourMet", percentMeasure(report, "twoHourMet", "twoHourInScope")?.id ?? ""];
  const standing = !isNumber(now) ? "none" : now < floor ? "below" : "above";
  return (
    <section className={`app-card app-answer app-answer--${standing}`} aria-labelledby="answer">
      <h2 id="answer">Seen face to face within two hours</h2>
      <p className="app-answer__figure">
        <span className="app-answer__value">{inCell(now, "%")}</span>
        <span className="app-answer__verdict">{verdict(now, floor)}</span>
      </p>
      <Gauge
        words={`${inCell(now, "%")} seen within two hours; the floor is ${floor} %, the published figure ${standards.twoHourComparisonPercent} %.`}
        value={now}
        floorPercent={floor}
        publishedPercent={standards.twoHourComparisonPercent}
      />
      <p>
        {inCell(cell(report, "twoHourMet"))} of {inCell(cell(report, "twoHourInScope"))} two-hour referrals counted.{" "}
        {comparedWith(now, before, against)} {againstPublished(now, standards.twoHourComparisonPercent)}{" "}
        {isNumber(cellBefore(report, "twoHourInScope")) ? "" : `Nothing was counted in ${against}.`}
      </p>
      <p className="app-card__quiet">{standards.twoHourComparisonWords}</p>
      {captions(report, ids).map((caption) => (
        <p key={caption} className="app-card__caption">
          {caption}
        </p>
      ))}
      <Meanings meanings={meanings(report, ids)} of="Two-hour response" />
    </section>
  );
}

function verdict(now: Shown, floor: number): string {
  if (now === "*") return "Hidden: too few were counted";
  if (!isNumber(now)) return "None counted yet";
  if (now < floor) return `Below the ${floor} % floor`;
  return now === floor ? `At the ${floor} % floor` : `Above the ${floor} % floor`;
}

function comparedWith(now: Shown, before: Shown, against: string): string {
  if (!isNumber(now) || !isNumber(before)) return "";
  const points = round(now - before);
  if (points === 0) return `The same as in ${against}.`;
  return `${points > 0 ? "Up" : "Down"} ${pointsInWords(points)} from ${inCell(before, "%")} in ${against}.`;
}

function againstPublished(now: Shown, published: number): string {
  if (!isNumber(now)) return "";
  const points = round(now - published);
  if (points === 0) return "The same as the published figure.";
  return `${pointsInWords(points)} ${points > 0 ? "above" : "below"} the published ${published} %.`;
}

const round = (points: number): number => Math.round(points * 10) / 10;
const pointsInWords = (points: number): string => `${Math.abs(points)} ${Math.abs(points) === 1 ? "point" : "points"}`;
