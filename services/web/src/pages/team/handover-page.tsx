/**
 * The sheet for the change of shift, to read out or print: open offers, open visits with who goes and what is due, the GP's summaries that are still to be sent.
 * In: the live rows, the list of summaries. Out: paper. Without names unless somebody asks for them; each opening is written down. Nothing is recorded by handing over:
 * the visits stay the team's, and whoever goes next is named with the step they take.
 */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import { referralView, summariesOwedAnswer, type BoardRow, type ReferralView } from "@ucrt/schemas";
import { useState } from "react";
import { Link } from "react-router";
import { LiveBadge } from "../board/live-badge.tsx";
import { flagsInOrder } from "../board/flag-words.ts";
import { ageAndSex, alarmsOf, needOf, responsibleOf, sourceOf } from "../board/row-words.ts";
import { get } from "../api.ts";
import { atNear, onDayAndTime } from "../format.ts";
import { compareRows } from "../live/lanes.ts";
import { useLive } from "../live/use-live.tsx";
import { useReference } from "../reference-data.tsx";
import { useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";
import { codeInWords, deadlineWords, idInWords, needWords, stateWords } from "../words.ts";
import { visitsOf } from "./visits.ts";

type Views = ReadonlyMap<string, ReferralView>;

export function HandoverPage() {
  const { principal } = useSession();
  const { board } = useLive();
  const { teamName, teams } = useReference();
  const nowMs = useServerNow();
  const { value: owed } = useLoaded("/api/queue/summaries-owed", summariesOwedAnswer);
  const [views, setViews] = useState<Views>(new Map());
  const team = principal?.team ?? "";
  const rows = [...board.rows.values()];
  const offers = rows.filter((row) => row.offer?.team === team).toSorted(compareRows);
  const { mine, others } = visitsOf(rows, team, "");
  const visits = [...mine, ...others];
  const state = teams.find((each) => each.team === team);

  const openAll = async () => {
    const found = new Map<string, ReferralView>();
    for (const { referralId } of visits) {
      const answered = await get(`/api/referrals/${encodeURIComponent(referralId)}`, referralView);
      if (answered.ok) found.set(referralId, answered.value);
    }
    setViews(found);
  };
  return (
    <main className="app-page app-handover" id="main" tabIndex={-1}>
      <title>Shift handover – Urgent community response</title>
      <div className="app-referral__bar app-handover__screen">
        <Link className="app-job__link" to="/team">
          ← My team
        </Link>
        <LiveBadge />
      </div>
      <h1 className="nhsuk-heading-m">Shift handover, {team === "" ? "no team" : teamName(team)}</h1>
      <p>
        {onDayAndTime(nowMs)}, made by {principal?.name}. {offers.length} {offers.length === 1 ? "offer" : "offers"}{" "}
        open, {visits.length} {visits.length === 1 ? "visit" : "visits"} open, {owed?.rows.length ?? 0} summaries to
        send.
        {state?.isPaused === true
          ? ` The team is paused${state.pausedUntil === undefined ? "" : ` until ${atNear(state.pausedUntil, nowMs)}`}${state.pausedBecause === null ? "" : `: ${state.pausedBecause}`}.`
          : ""}
      </p>
      <div className="app-job__buttons app-handover__screen">
        <button type="button" className="app-button app-button--main app-button--big" onClick={() => window.print()}>
          Print
        </button>
        <button type="button" className="app-button app-button--plain app-button--big" onClick={() => void openAll()}>
          Add names and addresses
        </button>
      </div>
      <p className="app-tries__hint app-handover__screen">
        Without names unless you add them; each opening is written down. Paper with names is a record: destroy it as
        one.
      </p>
      <h2 className="nhsuk-heading-s">Offers waiting for an answer ({offers.length})</h2>
      <Jobs rows={offers} views={views} nowMs={nowMs} nothing="No offer is open." />
      <h2 className="nhsuk-heading-s">Visits ({visits.length})</h2>
      <Jobs rows={visits} views={views} nowMs={nowMs} nothing="No visit is open." />
      <h2 className="nhsuk-heading-s">Summaries to send ({owed?.rows.length ?? 0})</h2>
      {owed === undefined || owed.rows.length === 0 ? (
        <p>{owed === undefined ? "Not loaded yet." : "Every GP has their summary."}</p>
      ) : (
        <ul>
          {owed.rows.map((row) => (
            <li key={row.referralId}>
              {referralNumberOf(row.referralId)}: {needWords[row.need]}, {ageAndSex(row)}, closed{" "}
              {atNear(row.closedAt, nowMs)} ({codeInWords(row.endedAs).toLowerCase()})
            </li>
          ))}
        </ul>
      )}
      <p className="app-handover__sign">Handed over by ______________ to ______________ at ______</p>
    </main>
  );
}

interface JobsProps {
  readonly rows: readonly BoardRow[];
  readonly views: Views;
  readonly nowMs: number;
  readonly nothing: string;
}

function Jobs({ rows, views, nowMs, nothing }: JobsProps) {
  if (rows.length === 0) return <p>{nothing}</p>;
  return (
    <ol className="app-handover__jobs">
      {rows.map((row) => (
        <li key={row.referralId}>
          <strong>
            {needOf(row)}, {ageAndSex(row)}
          </strong>
          , {row.place === null ? "place not known" : idInWords(row.place)}, from {sourceOf(row)} (
          {referralNumberOf(row.referralId)})
          <Named view={views.get(row.referralId)} />
          <br />
          {stateWords[row.state]}; responsible: {responsibleOf(row)}
          {row.visitor === undefined ? "" : `; ${row.visitor} goes`}
          {row.expectedAt === null ? "" : `; expected ${atNear(row.expectedAt, nowMs)}`}
          {row.counterOffer === "pending" ? "; the referrer has not agreed to the time yet" : ""}
          {row.counterOffer === "declined" ? "; the referrer said no to the time" : ""}
          <br />
          Next:{" "}
          {row.nextDeadline === null
            ? "nothing due"
            : `${deadlineWords[row.nextDeadline.name]} ${atNear(row.nextDeadline.at, nowMs)}`}
          {row.response === "two-hour" && isAhead(row) ? `; two hours end ${atNear(row.twoHourDueAt, nowMs)}` : ""}
          <Marks row={row} />
        </li>
      ))}
    </ol>
  );
}

/** Nobody has been with the person yet, as far as the state says. */
const isAhead = ({ state }: BoardRow): boolean =>
  state === "offered" || state === "accepted" || state === "en-route" || state === "no-access";

function Marks({ row }: { readonly row: BoardRow }) {
  const marks = [...alarmsOf(row), ...flagsInOrder(row).map(({ words }) => words)];
  return marks.length === 0 ? null : (
    <>
      <br />
      {marks.join(" · ")}
    </>
  );
}

function Named({ view }: { readonly view: ReferralView | undefined }) {
  const person = view?.person ?? null;
  if (person === null) return null;
  const { lines, postcode } = person.visitAddress;
  return (
    <>
      <br />
      {[person.name, ...lines, postcode, person.phone].filter((part) => part !== undefined).join(", ")}
    </>
  );
}
