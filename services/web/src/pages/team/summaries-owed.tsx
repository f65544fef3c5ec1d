/** Closures whose summary the GP does not have yet: copy it, send it the way the practice takes it, say that it was sent. In: the list. Out: "sent", for each. */
import type { CommandName, summariesOwedAnswer } from "@ucrt/schemas";
import type { z } from "zod";
import { useState } from "react";
import { ageAndSex } from "../board/row-words.ts";
import { Refused } from "../commands/command-form.tsx";
import type { Refusal } from "../api.ts";
import { atNear } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { codeInWords, idInWords, needWords } from "../words.ts";
import { CopyText } from "./copy-text.tsx";
import { useVisitCommand } from "./use-visit-command.ts";

export type SummaryOwed = z.output<typeof summariesOwedAnswer>["rows"][number];

export interface SummariesOwedProps {
  readonly rows: readonly SummaryOwed[] | undefined;
  readonly organisationName: (ods: string) => string;
  readonly onSent: () => void;
}

const sent: CommandName = "summary-sent";

export function SummariesOwed({ rows, organisationName, onSent }: SummariesOwedProps) {
  return (
    <section aria-labelledby="summaries">
      <h2 id="summaries" className="nhsuk-heading-s">
        Summaries to send{rows === undefined ? "" : ` (${rows.length})`}
      </h2>
      {rows === undefined ? <p>Not loaded yet.</p> : null}
      {rows?.length === 0 ? <p>Every GP has their summary.</p> : null}
      {rows?.map((row) => (
        <Owed key={row.referralId} row={row} organisationName={organisationName} onSent={onSent} />
      ))}
    </section>
  );
}

interface OwedProps {
  readonly row: SummaryOwed;
  readonly organisationName: (ods: string) => string;
  readonly onSent: () => void;
}

function Owed({ row, organisationName, onSent }: OwedProps) {
  const nowMs = useServerNow();
  const give = useVisitCommand(row.referralId);
  const [refusal, setRefusal] = useState<Refusal>();
  const [isKept, setKept] = useState(false);
  const tell = async () => {
    const given = await give(sent, {});
    if (given.kind === "refused") setRefusal(given.refusal);
    else if (given.kind === "kept") setKept(true);
    else onSent();
  };
  return (
    <article className="app-job" data-summary={row.referralId}>
      <h3 className="app-job__title">
        {needWords[row.need]}, {ageAndSex(row)}
      </h3>
      <p className="app-job__line">
        Closed {atNear(row.closedAt, nowMs)}: {codeInWords(row.endedAs).toLowerCase()}
        {row.place === null ? "" : ` · ${idInWords(row.place)}`}
      </p>
      <CopyText referralId={row.referralId} kind="gp-summary" organisationName={organisationName} />
      <div className="app-job__buttons">
        <button type="button" className="app-button app-button--main" onClick={() => void tell()}>
          Sent to the GP
        </button>
      </div>
      {isKept ? <p role="status">Kept on this device; it goes out with the signal.</p> : null}
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </article>
  );
}
