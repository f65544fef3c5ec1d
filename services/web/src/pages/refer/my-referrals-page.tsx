/** "What is happening with mine?" In: `GET /api/submissions`. Out: one line each, the newest first. */
import { submissionList } from "@ucrt/schemas";
import { Link } from "react-router";
import { atNear } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useLoaded } from "../use-loaded.ts";

const askEveryMs = 10_000;

export function MyReferralsPage() {
  const { value, refusal } = useLoaded("/api/submissions", submissionList, askEveryMs);
  const nowMs = useServerNow();
  return (
    <main className="app-page app-own" id="main" tabIndex={-1}>
      <title>My referrals – Urgent community response</title>
      <h1 className="nhsuk-heading-m">My referrals</h1>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.words}
        </p>
      )}
      {value === undefined ? null : value.rows.length === 0 ? <p>Nothing was referred yet.</p> : null}
      {value?.rows.map((row) => (
        <article className="app-job" key={row.referralId}>
          <p className="app-job__line">
            <Link to={`/my-referrals/${row.referralId}`}>{row.words}</Link>
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
    </main>
  );
}
