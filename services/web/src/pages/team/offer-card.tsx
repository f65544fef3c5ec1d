/**
 * One live offer: what it is, until when an answer is due, name and risks behind a tap, accept, decline. In: the row; the view when it was opened. Out: the answer.
 * Opening is written down each time; what was opened is gone from the screen with the offer, and never kept on the device.
 */
import type { BoardRow } from "@ucrt/schemas";
import { useState } from "react";
import { TimeLeft } from "../board/time-left.tsx";
import { CommandForm } from "../commands/command-form.tsx";
import { atTime } from "../format.ts";
import { Identity } from "../referral/identity.tsx";
import { Pair } from "../referral/pair.tsx";
import { AcceptForm } from "./accept-form.tsx";
import { JobSummary, JobTitle } from "./job-summary.tsx";
import { Risks } from "./risks.tsx";
import type { KeptViews } from "./use-kept-views.ts";

export interface OfferCardProps {
  readonly row: BoardRow;
  readonly views: KeptViews;
  readonly onAccepted: (row: BoardRow) => void;
  readonly onDeclined: () => void;
}

export function OfferCard({ row, views, onAccepted, onDeclined }: OfferCardProps) {
  const [form, setForm] = useState<"accept" | "decline">();
  const opened = views.of(row.referralId);
  const toggle = (which: "accept" | "decline") => () => setForm(form === which ? undefined : which);
  return (
    <article className="app-job app-job--offer" data-referral={row.referralId}>
      <h3 className="app-job__title">
        <JobTitle row={row} />
      </h3>
      {row.offer === null ? null : (
        <p className="app-job__due">
          Answer by <strong>{atTime(row.offer.lapsesAt)}</strong> <TimeLeft atMs={row.offer.lapsesAt} />
        </p>
      )}
      <JobSummary row={row} />
      <OfferedPerson referralId={row.referralId} views={views} />
      <div className="app-job__buttons">
        <button
          type="button"
          className="app-button app-button--main app-button--big"
          aria-expanded={form === "accept"}
          onClick={toggle("accept")}
        >
          Accept
        </button>
        <button
          type="button"
          className="app-button app-button--plain app-button--big"
          aria-expanded={form === "decline"}
          onClick={toggle("decline")}
        >
          Decline
        </button>
      </div>
      {form === "accept" ? (
        <AcceptForm row={row} view={opened?.view} onAccepted={onAccepted} onCancel={() => setForm(undefined)} />
      ) : null}
      {form === "decline" ? (
        <CommandForm
          name="decline"
          row={row}
          onCancel={() => setForm(undefined)}
          onDone={() => {
            views.close(row.referralId);
            onDeclined();
          }}
        />
      ) : null}
    </article>
  );
}

/** Name, address and risks of somebody who is offered. */
function OfferedPerson({ referralId, views }: { readonly referralId: string; readonly views: KeptViews }) {
  const opened = views.of(referralId);
  if (opened === undefined)
    return (
      <>
        <button
          type="button"
          className="app-button app-button--plain app-job__open"
          onClick={() => views.open(referralId)}
        >
          Open name, address and risks
        </button>
        <p className="app-job__hint">It is written down that you opened it. Key access opens when you have taken it.</p>
      </>
    );
  const { view, refusal } = opened;
  if (view === undefined)
    return (
      <p role={refusal === undefined ? "status" : "alert"} className={refusal === undefined ? "" : "app-wrong"}>
        {refusal === undefined ? "Opening …" : refusal.words}
      </p>
    );
  return (
    <div className="app-job__person">
      {view.person === null ? <p>The name is not shown to your role.</p> : <Identity person={view.person} />}
      <dl className="app-pairs">
        <Pair words="What happened">{view.person?.narrative}</Pair>
        <Pair words="History">{view.person?.history}</Pair>
        <Pair words="Medication">{view.person?.medication}</Pair>
      </dl>
      <Risks view={view} />
      <button type="button" className="app-button app-button--quiet" onClick={() => views.close(referralId)}>
        Close name and address
      </button>
    </div>
  );
}
