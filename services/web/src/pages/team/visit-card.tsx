/**
 * One visit of the team: how it stands, who and where when it was opened, big buttons for the next step, the rest folded away. In: the row; the view when opened.
 * Out: steps, kept on the device until the service has taken them. What the person has done counts at once on their own screen, and says that nobody has been told yet.
 */
import type { BoardRow, CommandName } from "@ucrt/schemas";
import { useState } from "react";
import { Link } from "react-router";
import { CommandForm } from "../commands/command-form.tsx";
import { commandSpecs } from "../commands/command-specs.ts";
import { atTime } from "../format.ts";
import { ClosePanel } from "./close-panel.tsx";
import { CopyText } from "./copy-text.tsx";
import { JobSummary, JobTitle } from "./job-summary.tsx";
import { Needs999Panel } from "./needs-999-panel.tsx";
import { NoAccessPanel } from "./no-access-panel.tsx";
import { OnwardPanel } from "./onward-panel.tsx";
import { ArrivePanel, CalledPanel, EnRoutePanel, LatePanel, NotePanel } from "./small-panels.tsx";
import { CounterOfferLine, GivenBackLine, ResponsibilityLine, UnsafeSceneLine } from "./standing-lines.tsx";
import type { PanelProps } from "./step-panel.tsx";
import type { KeptViews, OpenedView } from "./use-kept-views.ts";
import { useVisitCommand, useWaitingSteps } from "./use-visit-command.ts";
import { VisitPerson } from "./visit-person.tsx";
import { stateAfter, stepsOf } from "./visits.ts";

export interface VisitCardProps {
  readonly row: BoardRow;
  readonly views: KeptViews;
  readonly organisationName: (ods: string) => string;
  readonly onClosed: (row: BoardRow) => void;
}

/** As each step is called on its button. */
const stepWords: Partial<Readonly<Record<CommandName, string>>> = { close: "Close", onward: "Hand on" };
const wordsOf = (name: CommandName, state: BoardRow["state"]): string =>
  name === "escalate-999" && state === "escalated"
    ? "Handed over to 999"
    : (stepWords[name] ?? commandSpecs[name].button);

export function VisitCard({ row, views, organisationName, onClosed }: VisitCardProps) {
  // With the state it was opened in: while a step is being sent the button already names the next one, and the panel of the next must not be closed by it.
  const [open, setOpen] = useState<{ readonly name: CommandName; readonly state: BoardRow["state"] }>();
  const [said, setSaid] = useState<string>();
  const give = useVisitCommand(row.referralId);
  const waiting = useWaitingSteps(row.referralId);
  const opened = views.of(row.referralId);
  const names = waiting.map(({ name }) => name);
  const state = stateAfter(row.state, names);
  const { big, more } = stepsOf(state);
  // The row says so of what changed, and of what is overdue; the opened referral also of what is not yet.
  const owed =
    row.state === "withdrawn" ||
    row.alarms.some((alarm) => alarm === "amended-after-acceptance" || alarm === "unacknowledged") ||
    opened?.view?.may.includes("acknowledge") === true;
  const isHeldBack = row.sceneAcknowledgements !== undefined && row.sceneAcknowledgements < 2;
  const shownBig = big.filter((name) => name !== "en-route" || !isHeldBack);
  const panel: PanelProps = {
    row,
    give,
    onCancel: () => setOpen(undefined),
    onGiven: (given) => {
      const words = open === undefined ? "" : wordsOf(open.name, open.state);
      setSaid(
        given.kind === "taken"
          ? `${words}: recorded.`
          : `${words}: kept on this device with its time (${atTime(given.atMs)}). Nobody has been told yet.`,
      );
      setOpen((now) => (now === open ? undefined : now));
      if (open?.name === "close" && given.kind === "taken") onClosed(given.row ?? row);
    },
  };
  const isOpen = (name: CommandName): boolean =>
    open?.name === name && wordsOf(name, open.state) === wordsOf(name, state);
  const button = (name: CommandName, isBig: boolean, isFirst: boolean) => (
    <StepButton
      key={name}
      words={wordsOf(name, state)}
      kind={isFirst ? "main" : name === "escalate-999" ? "warning" : "plain"}
      isBig={isBig}
      isOpen={isOpen(name)}
      onTap={() => {
        setSaid(undefined);
        setOpen(isOpen(name) ? undefined : { name, state });
      }}
    />
  );
  return (
    <article className="app-job" data-referral={row.referralId}>
      <h3 className="app-job__title">
        <JobTitle row={row} />
      </h3>
      <JobSummary row={row} state={state} />
      <GivenBackLine row={row} />
      <CounterOfferLine row={row} />
      <UnsafeSceneLine row={row} give={give} />
      <ResponsibilityLine row={row} view={opened?.view} />
      {waiting.map(({ name, atMs }, index) => (
        <p key={`${name} ${atMs}`} className="app-stands app-stands--waits">
          <strong>
            {wordsOf(name, stateAfter(row.state, names.slice(0, index)))}, {atTime(atMs)}:
          </strong>{" "}
          on this device only. It is sent by itself when there is a signal.
        </p>
      ))}
      <Person referralId={row.referralId} opened={opened} views={views} />
      <div className="app-job__buttons">
        {owed ? button("acknowledge", true, true) : null}
        {shownBig.map((name, index) => button(name, true, index === 0 && !owed))}
      </div>
      {said === undefined ? null : (
        <p className="app-right" role="status">
          {said}
        </p>
      )}
      {open === undefined ? null : (
        <Panel key={wordsOf(open.name, open.state)} name={open.name} panel={panel} opened={opened} state={open.state} />
      )}
      <details className="app-details app-job__more">
        <summary>More</summary>
        <div className="app-job__buttons">{more.map((name) => button(name, false, false))}</div>
        <CopyText referralId={row.referralId} view={opened?.view} kind="record" organisationName={organisationName} />
        <p className="app-job__line">
          <Link className="app-job__link" to={`/referrals/${row.referralId}`}>
            Everything about it, with its history
          </Link>
        </p>
      </details>
    </article>
  );
}

interface StepButtonProps {
  readonly words: string;
  readonly kind: "main" | "plain" | "warning";
  readonly isBig: boolean;
  readonly isOpen: boolean;
  readonly onTap: () => void;
}

const StepButton = ({ words, kind, isBig, isOpen, onTap }: StepButtonProps) => (
  <button
    type="button"
    className={`app-button app-button--${kind}${isBig ? " app-button--big" : ""}`}
    aria-expanded={isOpen}
    onClick={onTap}
  >
    {words}
  </button>
);

interface PersonProps {
  readonly referralId: string;
  readonly opened: OpenedView | undefined;
  readonly views: KeptViews;
}

function Person({ referralId, opened, views }: PersonProps) {
  if (opened === undefined)
    return (
      <button
        type="button"
        className="app-button app-button--plain app-job__open"
        onClick={() => views.open(referralId)}
      >
        Open name, address and key access
      </button>
    );
  const { view, refusal, isKept } = opened;
  if (view !== undefined) return <VisitPerson view={view} isKept={isKept || refusal !== undefined} />;
  return (
    <p role={refusal === undefined ? "status" : "alert"} className={refusal === undefined ? "" : "app-wrong"}>
      {refusal === undefined ? "Opening …" : refusal.words}
    </p>
  );
}

interface PanelChoice {
  readonly name: CommandName;
  readonly panel: PanelProps;
  readonly opened: OpenedView | undefined;
  readonly state: BoardRow["state"];
}

function Panel({ name, panel, opened, state }: PanelChoice) {
  const view = opened?.view;
  switch (name) {
    case "en-route":
      return <EnRoutePanel {...panel} />;
    case "arrive":
      return <ArrivePanel {...panel} />;
    case "eta":
      return <LatePanel {...panel} />;
    case "contact":
      return <CalledPanel {...panel} />;
    case "note":
      return <NotePanel {...panel} />;
    case "no-access":
      return <NoAccessPanel {...panel} view={view} />;
    case "escalate-999":
      return <Needs999Panel {...panel} view={view} state={state} />;
    case "onward":
      return <OnwardPanel {...panel} view={view} />;
    case "close":
      return <ClosePanel {...panel} view={view} />;
    default:
      // Given to somebody else at once, or not at all: another team, the referrer.
      return (
        <CommandForm
          name={name}
          row={panel.row}
          onCancel={panel.onCancel}
          onDone={(row) => panel.onGiven({ kind: "taken", row })}
        />
      );
  }
}
