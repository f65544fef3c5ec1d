/**
 * A team's own view, for a phone in one hand: first the offer that rings, then my next visit with big buttons, then everything else of the team.
 * In: the live rows that the team may see; without a signal, what this device keeps. Out: answers to offers, steps of visits. Shows no name until a referral is opened,
 * because every opening is written down; my own visits are opened by themselves, so that they can be read where there is no signal.
 */
import { summariesOwedAnswer, type BoardRow } from "@ucrt/schemas";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { LiveBadge } from "../board/live-badge.tsx";
import { compareRows } from "../live/lanes.ts";
import { useLive } from "../live/use-live.tsx";
import { useOrganisationName } from "../organisation-names.tsx";
import { useReference } from "../reference-data.tsx";
import { useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";
import { AnsweredOffers, type AnsweredOffer } from "./answered-offers.tsx";
import { ClosedVisit } from "./closed-visit.tsx";
import { OfferCard } from "./offer-card.tsx";
import { OtherVisits } from "./other-visits.tsx";
import { SummariesOwed } from "./summaries-owed.tsx";
import { TeamStatePanel } from "./team-state-panel.tsx";
import { useKeptViews } from "./use-kept-views.ts";
import { useRing } from "./use-ring.ts";
import { useSayingSeen } from "./use-seen.ts";
import { VisitCard } from "./visit-card.tsx";
import { visitsOf } from "./visits.ts";

const summariesEveryMs = 60_000;

export function TeamPage() {
  const { principal } = useSession();
  const { board } = useLive();
  const { teamName } = useReference();
  const organisationName = useOrganisationName();
  const team = principal?.team ?? "";
  const views = useKeptViews(board.hasRows ? board.rows : undefined, team);
  const summaries = useLoaded("/api/queue/summaries-owed", summariesOwedAnswer, summariesEveryMs);
  const [answered, setAnswered] = useState<readonly AnsweredOffer[]>([]);
  const [closed, setClosed] = useState<readonly BoardRow[]>([]);

  const rows = board.hasRows ? [...board.rows.values()] : views.keptRows;
  const offers = rows.filter((row) => row.offer?.team === team).toSorted(compareRows);
  const { mine, others } = visitsOf(rows, team, principal?.name ?? "");
  const [next, ...later] = mine;
  const unseen = useSayingSeen(offers);
  const ringing = useRing(unseen.length);
  useOpeningMine(mine, views);
  const { reload } = summaries;
  useEffect(() => {
    // The signal is back.
    if (board.hasRows) reload();
  }, [board.hasRows, reload]);

  const ring =
    offers.length === 0 ? "No new offer" : `Ring: ${offers.length} new ${offers.length === 1 ? "offer" : "offers"}`;
  const note = (offer: AnsweredOffer) => setAnswered((before) => [offer, ...before].slice(0, 3));
  const justTaken = new Set(answered.filter(({ how }) => how === "accepted").map(({ referralId }) => referralId));
  const onClosed = (row: BoardRow) => {
    setClosed((before) => [row, ...before.filter(({ referralId }) => referralId !== row.referralId)].slice(0, 3));
    summaries.reload();
  };
  return (
    <main className="app-page app-own" id="main" tabIndex={-1}>
      <title>{`${offers.length > 0 ? `(${offers.length}) Ring` : "My team"} – Urgent community response`}</title>
      <div className="app-referral__bar">
        <LiveBadge />
        <button
          type="button"
          className="app-button app-button--plain"
          aria-pressed={ringing.isOn}
          onClick={ringing.toggle}
        >
          Sound {ringing.isOn ? "on" : "off"}
        </button>
      </div>
      {ringing.isOn && !ringing.isReady ? (
        <p className="app-tries__hint">Touch the page once: this device sounds only after that.</p>
      ) : null}
      <h1 className="nhsuk-heading-m app-own__title">{team === "" ? "No team" : teamName(team)}</h1>
      <TeamStatePanel />
      <section aria-labelledby="offers">
        <h2 id="offers" className={`app-own__ring${offers.length > 0 ? " app-own__ring--now" : ""}`}>
          {ring}
        </h2>
        <p className="nhsuk-u-visually-hidden" role="status">
          {ring}
        </p>
        <AnsweredOffers answered={answered} offers={offers} views={views} visits={[...mine, ...others]} />
        {offers.map((row) => (
          <OfferCard
            key={row.offer?.offerId}
            row={row}
            views={views}
            onAccepted={(taken) => note({ referralId: taken.referralId, how: "accepted", row: taken })}
            onDeclined={() => note({ referralId: row.referralId, how: "declined", row })}
          />
        ))}
      </section>
      <section aria-labelledby="visits">
        <h2 id="visits" className="nhsuk-heading-s">
          My next visit
        </h2>
        {closed.map((row) => (
          <ClosedVisit key={row.referralId} row={row} organisationName={organisationName} />
        ))}
        {next === undefined ? (
          <p>{board.hasRows || views.keptRows.length > 0 ? "No visit of yours is open." : "Not loaded yet."}</p>
        ) : (
          <VisitCard
            key={next.referralId}
            row={next}
            views={views}
            organisationName={organisationName}
            onClosed={onClosed}
          />
        )}
      </section>
      <OtherVisits
        id="later"
        title="My other visits"
        rows={later}
        justTaken={justTaken}
        views={views}
        organisationName={organisationName}
        onClosed={onClosed}
      />
      <OtherVisits
        id="others"
        title="Our other visits"
        rows={others}
        justTaken={justTaken}
        views={views}
        organisationName={organisationName}
        onClosed={onClosed}
      />
      <SummariesOwed rows={summaries.value?.rows} organisationName={organisationName} onSent={summaries.reload} />
      <p>
        <Link className="app-job__link" to="/team/handover">
          Shift handover sheet
        </Link>
      </p>
    </main>
  );
}

/** My own visits are opened by themselves, once: they have to be readable at the door, where there may be no signal. */
function useOpeningMine(mine: readonly BoardRow[], views: ReturnType<typeof useKeptViews>): void {
  useEffect(() => {
    for (const { referralId } of mine) if (views.of(referralId) === undefined) views.open(referralId);
  }, [mine, views]);
}
