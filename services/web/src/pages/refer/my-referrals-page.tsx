/**
 * "What is happening with mine?", and for a referrer's desk with those of its organisation. In: `GET /api/submissions`. Out: one line each, what is open first, then how
 * each ended; above them what has not been sent yet.
 */
import { submissionList, type SubmissionStatus } from "@ucrt/schemas";
import { Link } from "react-router";
import { atNear } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";
import { CallBar } from "./call-bar.tsx";

const askEveryMs = 10_000;

export function MyReferralsPage() {
  const { principal, area } = useSession();
  const { value, refusal } = useLoaded("/api/submissions", submissionList, askEveryMs);
  const isDesk = principal?.role === "referrer-desk";
  const rows = value?.rows ?? [];
  const ended = rows.filter((row) => row.status === "ended" || row.status === "withdrawn");
  const open = rows.filter((row) => !ended.includes(row));
  return (
    <main className="app-page app-own app-refer" id="main" tabIndex={-1}>
      <title>My referrals – Urgent community response</title>
      <h1 className="nhsuk-heading-m">{isDesk ? "Referrals of your organisation" : "My referrals"}</h1>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.words}
        </p>
      )}
      {value !== undefined && rows.length === 0 ? <p>Nothing was referred yet.</p> : null}
      <List title="Open" rows={open} />
      <List title="How they ended" rows={ended} />
      <CallBar spaPhone={area.spaPhone} />
    </main>
  );
}

function List({ title, rows }: { readonly title: string; readonly rows: readonly SubmissionStatus[] }) {
  const nowMs = useServerNow();
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="nhsuk-heading-s">
        {title} ({rows.length})
      </h2>
      {rows.map((row) => (
        <article className="app-job" key={row.referralId}>
          <p className="app-job__line">
            <Link className="app-tap" to={`/my-referrals/${row.referralId}`}>
              {row.words}
            </Link>
          </p>
          <p className="app-job__line app-row__small">
            {row.referralNumber === undefined ? null : (
              <>
                <span className="app-number">{row.referralNumber}</span> ·{" "}
              </>
            )}
            {row.caseId === undefined ? "" : `${row.caseId} · `}Received {atNear(row.receivedAt, nowMs)}
            {row.accepted === null ? "" : ` · ${row.accepted.team}, expected ${atNear(row.accepted.expectedAt, nowMs)}`}
            {row.awaitsYourAcknowledgement ? " · waits for your acknowledgement" : ""}
          </p>
        </article>
      ))}
    </section>
  );
}
