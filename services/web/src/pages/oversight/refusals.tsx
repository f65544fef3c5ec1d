/** What turned referrals away this month, by team and by referrer, each with its reasons. In: `GET /api/refusals`. Out: two tables. */
import { refusalsAnswer, type RefusalsAnswer } from "@ucrt/schemas";
import { NumbersTable } from "../numbers/charts/chart-card.tsx";
import { nameOf } from "../numbers/periods.ts";
import { useOrganisationName } from "../organisation-names.tsx";
import { useReference } from "../reference-data.tsx";
import { useLoaded } from "../use-loaded.ts";
import { codeInWords } from "../words.ts";
import { pivot, refusalKindWords } from "./refusal-words.ts";

const askEveryMs = 30_000;

export function Refusals({ month }: { readonly month: string }) {
  const { value, refusal } = useLoaded(`/api/refusals?month=${month}`, refusalsAnswer, askEveryMs);
  const { teamName } = useReference();
  const nameOfReferrer = useOrganisationName();
  return (
    <section aria-labelledby="refusals">
      <h2 id="refusals" className="app-report__part">
        Refused, declined and lapsed in {nameOf(month)}
      </h2>
      <p className="app-oversight__hint">
        Counted when it was said, unsuppressed: for running the service, not for publication. A referral that two teams
        declined counts twice.
      </p>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.words}
        </p>
      )}
      {value === undefined ? null : value.rows.length === 0 ? (
        <p role="status">Nothing was refused, declined or left to lapse in {nameOf(month)}.</p>
      ) : (
        <>
          <Table
            id="refusals-by-team"
            caption="By team"
            rowsAre="Team"
            rows={value.rows}
            keyOf={(row) => row.team ?? ""}
            nameOfKey={(key) => (key === "" ? "No team: by the criteria, SPA or a deadline" : teamName(key))}
          />
          <Table
            id="refusals-by-referrer"
            caption="By referrer"
            rowsAre="Referrer"
            rows={value.rows}
            keyOf={(row) => row.referrer}
            nameOfKey={nameOfReferrer}
          />
        </>
      )}
    </section>
  );
}

interface TableProps {
  readonly id: string;
  readonly caption: string;
  readonly rowsAre: string;
  readonly rows: RefusalsAnswer["rows"];
  readonly keyOf: (row: RefusalsAnswer["rows"][number]) => string;
  readonly nameOfKey: (key: string) => string;
}

function Table({ id, caption, rowsAre, rows, keyOf, nameOfKey }: TableProps) {
  const { columns, lines } = pivot(rows, keyOf);
  return (
    <NumbersTable
      id={id}
      table={{
        caption,
        rowsAre,
        columns: [
          { name: "All" },
          ...columns.map(({ kind, reason }) => ({
            name: `${refusalKindWords[kind]}${reason === null ? "" : `: ${codeInWords(reason).toLowerCase()}`}`,
          })),
        ],
        rows: lines.map((line) => ({
          key: line.key,
          name: nameOfKey(line.key),
          cells: [line.all, ...line.counts],
        })),
      }}
    />
  );
}
