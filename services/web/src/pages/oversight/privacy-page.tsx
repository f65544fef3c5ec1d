/**
 * The privacy officer's page: records opened by break-glass, each reviewed with an outcome; and a person's own record with who looked at it.
 * In: `GET /api/referrals/break-glass`, asked again every few seconds, so that an opening is here at once; an NHS number, sent in a body. Never in an address or the title.
 */
import { breakGlassOpenings } from "@ucrt/schemas";
import type { z } from "zod";
import { useLoaded } from "../use-loaded.ts";
import { OpeningBlock } from "./opening-block.tsx";
import { SubjectAccess } from "./subject-access.tsx";

type Openings = z.output<typeof breakGlassOpenings>;
const askEveryMs = 3_000;

export function PrivacyPage() {
  const { value, refusal, reload } = useLoaded("/api/referrals/break-glass", breakGlassOpenings, askEveryMs);
  return (
    <main className="app-page app-oversight" id="main" tabIndex={-1}>
      <title>Privacy – Urgent community response</title>
      <h1 className="nhsuk-heading-m">Privacy</h1>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.words}
        </p>
      )}
      <div className="app-privacy">
        <section aria-labelledby="openings" className="app-privacy__openings">
          <h2 id="openings" className="app-report__part">
            Opened by break-glass
          </h2>
          {value === undefined ? <p role="status">Loading …</p> : <Openings openings={value} onReviewed={reload} />}
        </section>
        <SubjectAccess />
      </div>
    </main>
  );
}

function Openings({ openings, onReviewed }: { readonly openings: Openings; readonly onReviewed: () => void }) {
  const { waiting, overdue, reviewed } = openings.counts;
  const toReview = openings.rows.filter((row) => row.reviewedAt === null);
  const done = openings.rows.filter((row) => row.reviewedAt !== null);
  return (
    <>
      <p role="status" className={overdue > 0 ? "app-wrong" : undefined}>
        <strong>{waiting} to review</strong>
        {overdue > 0 ? `, ${overdue} overdue` : ", none overdue"}; {reviewed} reviewed.
      </p>
      {toReview.length === 0 ? <p>Nothing waits for a review.</p> : null}
      {toReview.map((row) => (
        <OpeningBlock key={row.id} opening={row} onReviewed={onReviewed} />
      ))}
      {done.length === 0 ? null : (
        <details className="app-more">
          <summary>Reviewed ({done.length} shown)</summary>
          {done.map((row) => (
            <OpeningBlock key={row.id} opening={row} onReviewed={onReviewed} />
          ))}
        </details>
      )}
    </>
  );
}
