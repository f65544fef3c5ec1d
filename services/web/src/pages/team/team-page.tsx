/**
 * A team's own view, for a phone in one hand: first the offer that rings, then my visits with big buttons.
 * In: the live rows that the team may see. Out: commands. Shows no name until the referral itself is opened, because every opening is written down.
 */
import type { BoardRow, CommandName } from "@ucrt/schemas";
import { commandAnswer } from "@ucrt/schemas";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { post } from "../api.ts";
import { useAlertSound } from "../board/alert-sound.ts";
import { FlagMarks } from "../board/flag-marks.tsx";
import { LiveBadge } from "../board/live-badge.tsx";
import { compareRows } from "../board/order-rows.ts";
import { ageAndSex, alarmsOf, mainReason, needOf, sourceOf } from "../board/row-words.ts";
import { TimeLeft } from "../board/time-left.tsx";
import { CommandForm } from "../commands/command-form.tsx";
import { commandSpecs } from "../commands/command-specs.ts";
import { atTime } from "../format.ts";
import { useLive } from "../live/use-live.tsx";
import { useReference } from "../reference-data.tsx";
import { useSession } from "../session.tsx";
import { deadlineWords, idInWords, stateWords } from "../words.ts";
import { TeamStatePanel } from "./team-state-panel.tsx";

export function TeamPage() {
  const { principal } = useSession();
  const { board } = useLive();
  const { teamName } = useReference();
  const team = principal?.team;
  const rows = [...board.rows.values()].toSorted(compareRows);
  const offers = rows.filter((row) => row.offer !== null && row.offer.team === team);
  const visits = rows.filter((row) => row.team === team && row.offer === null && row.lane !== "done");
  const sound = useAlertSound(offers.length);
  useSayingSeen(offers);
  const ring =
    offers.length === 0 ? "No new offer" : `Ring: ${offers.length} new ${offers.length === 1 ? "offer" : "offers"}`;
  return (
    <main className="app-page app-own" id="main" tabIndex={-1}>
      <title>{`${offers.length > 0 ? `(${offers.length}) Ring` : "My team"} – Urgent community response`}</title>
      <div className="app-referral__bar">
        <LiveBadge />
        <button type="button" className="app-button app-button--plain" aria-pressed={sound.isOn} onClick={sound.toggle}>
          Sound {sound.isOn ? "on" : "off"}
        </button>
      </div>
      <h1 className="nhsuk-heading-m app-own__title">{team === undefined ? "No team" : teamName(team)}</h1>
      <TeamStatePanel />
      <section aria-labelledby="offers">
        <h2 id="offers" className={`app-own__ring${offers.length > 0 ? " app-own__ring--now" : ""}`}>
          {ring}
        </h2>
        <p className="nhsuk-u-visually-hidden" role="status">
          {ring}
        </p>
        {offers.map((row) => (
          <JobCard key={row.referralId} row={row} commands={["accept", "decline"]} isOffer />
        ))}
      </section>
      <section aria-labelledby="visits">
        <h2 id="visits" className="nhsuk-heading-s">
          Our visits ({visits.length})
        </h2>
        {visits.length === 0 ? <p>{board.hasRows ? "No visit is open." : "Not loaded yet."}</p> : null}
        {visits.map((row) => (
          <JobCard key={row.referralId} row={row} commands={commandsOf(row)} isOffer={false} />
        ))}
      </section>
    </main>
  );
}

function commandsOf(row: BoardRow): readonly CommandName[] {
  const acknowledge: readonly CommandName[] = row.alarms.some(
    (alarm) => alarm === "amended-after-acceptance" || alarm === "unacknowledged",
  )
    ? ["acknowledge"]
    : [];
  switch (row.state) {
    case "accepted":
      return [...acknowledge, "en-route", "arrive", "eta", "contact", "no-access", "escalate-999", "hand-back"];
    case "en-route":
      return [...acknowledge, "arrive", "eta", "no-access", "contact", "escalate-999", "hand-back"];
    case "no-access":
      return [...acknowledge, "arrive", "no-access", "contact", "escalate-999", "close"];
    case "arrived":
    case "onward-pending":
    case "escalated":
      return [...acknowledge, "close", "onward", "escalate-999"];
    case "candidate":
    case "received":
    case "deciding":
    case "advised":
    case "waiting":
    case "offered":
    case "handed-back":
    case "closed":
    case "withdrawn":
      return acknowledge;
  }
}

/** An offer on a screen somebody looks at has been seen: the single point of access need not phone. */
function useSayingSeen(offers: readonly BoardRow[]): void {
  const said = useRef(new Set<string>());
  useEffect(() => {
    if (document.visibilityState !== "visible") return;
    for (const { referralId, offer } of offers) {
      if (offer === null || offer.seen || said.current.has(offer.offerId)) continue;
      said.current.add(offer.offerId);
      void post(`/api/referrals/${referralId}/seen`, { offerId: offer.offerId }, commandAnswer);
    }
  }, [offers]);
}

function JobCard({
  row,
  commands,
  isOffer,
}: {
  readonly row: BoardRow;
  readonly commands: readonly CommandName[];
  readonly isOffer: boolean;
}) {
  const { criterion } = useReference();
  const [open, setOpen] = useState<CommandName>();
  const [done, setDone] = useState<string>();
  const reason = mainReason(row, criterion);
  const [first, ...others] = commands;
  return (
    <article className={`app-job${isOffer ? " app-job--offer" : ""}`} data-referral={row.referralId}>
      <h3 className="app-job__title">
        {needOf(row)}, {ageAndSex(row)}
      </h3>
      <p className="app-job__line">
        {row.place === null ? "Place not known" : idInWords(row.place)} · {sourceOf(row)}
        {row.expectedAt === null ? "" : ` · expected ${atTime(row.expectedAt)}`}
      </p>
      {row.nextDeadline === null ? null : (
        <p className="app-job__line">
          <TimeLeft atMs={row.nextDeadline.at} /> {deadlineWords[row.nextDeadline.name]} ({atTime(row.nextDeadline.at)})
        </p>
      )}
      <p className="app-job__line">
        Two hours: {atTime(row.twoHourDueAt)} <TimeLeft atMs={row.twoHourDueAt} />
      </p>
      {reason === undefined ? null : (
        <p className="app-job__line app-row__small">
          {reason.id} {reason.words}
        </p>
      )}
      <p className="app-row__marks">
        {isOffer ? null : <span className="app-mark">{stateWords[row.state]}</span>}
        {row.isCrewWaiting ? <span className="app-mark app-mark--loud">Crew waiting</span> : null}
        {row.isOnFloor ? <span className="app-mark app-mark--loud">On the floor</span> : null}
        {alarmsOf(row).map((words) => (
          <span key={words} className="app-mark app-mark--alarm">
            {words}
          </span>
        ))}
        <FlagMarks row={row} />
      </p>
      <p className="app-job__line">
        <Link to={`/referrals/${row.referralId}`}>
          {isOffer ? "Open: name, address, findings" : "Open: name, address, access, history"}
        </Link>
      </p>
      <div className="app-job__buttons">
        {first === undefined ? null : <CommandButton name={first} isBig open={open} onOpen={setOpen} />}
        {isOffer
          ? others.map((name) => <CommandButton key={name} name={name} isBig open={open} onOpen={setOpen} />)
          : null}
      </div>
      {isOffer || others.length === 0 ? null : (
        <div className="app-job__buttons app-job__buttons--small">
          {others.map((name) => (
            <CommandButton key={name} name={name} isBig={false} open={open} onOpen={setOpen} />
          ))}
        </div>
      )}
      {done === undefined ? null : (
        <p className="app-right" role="status">
          {done}
        </p>
      )}
      {open === undefined ? null : (
        <CommandForm
          key={open}
          name={open}
          row={row}
          onCancel={() => setOpen(undefined)}
          onDone={() => {
            setDone(`${commandSpecs[open].button}: recorded.`);
            setOpen(undefined);
          }}
        />
      )}
    </article>
  );
}

interface CommandButtonProps {
  readonly name: CommandName;
  readonly isBig: boolean;
  readonly open: CommandName | undefined;
  readonly onOpen: (name: CommandName | undefined) => void;
}

function CommandButton({ name, isBig, open, onOpen }: CommandButtonProps) {
  const { button, kind } = commandSpecs[name];
  return (
    <button
      type="button"
      className={`app-button app-button--${isBig && kind === "plain" ? "plain" : kind}${isBig ? " app-button--big" : ""}`}
      aria-expanded={open === name}
      onClick={() => onOpen(open === name ? undefined : name)}
    >
      {button}
    </button>
  );
}
