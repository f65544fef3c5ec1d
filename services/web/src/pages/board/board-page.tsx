/**
 * The live board of the single point of access: how true it is, how many need you, then lanes by next action and rows by next deadline.
 * `?wall` shows the same for a wall: nothing to press, nobody named.
 */
import type { BoardRow, Lane, Role } from "@ucrt/schemas";
import { useMemo, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { UnfinishedCalls } from "../call/unfinished-calls.tsx";
import { useFreshness, useLive } from "../live/use-live.tsx";
import { useSession } from "../session.tsx";
import { laneWords } from "../words.ts";
import { useAlertSound } from "./alert-sound.ts";
import { boardCommands } from "./board-commands.ts";
import { BoardRowItem } from "./board-row.tsx";
import { CandidatesGone } from "./candidates-gone.tsx";
import { FeedsLine } from "./feeds-line.tsx";
import { useKeepStill } from "./keep-still.ts";
import { LiveBadge } from "./live-badge.tsx";
import { boardLanes, needYouNow, orderRows } from "./order-rows.ts";
import { Search } from "./search.tsx";
import { TeamStrip } from "./team-strip.tsx";
import { useBoardKeys } from "./use-board-keys.ts";

const nothingIn: Readonly<Partial<Record<Lane, string>>> = {
  "decide-now": "Nobody waits for a decision.",
  "waiting-for-team": "Nobody waits for a team.",
  "on-the-way": "No visit is under way.",
  held: "Nobody is held.",
  "awaiting-acknowledgement": "Nothing awaits an acknowledgement.",
  candidates: "No candidates in the 999 stack.",
};

type Tab = "board" | "candidates" | "done";

export function BoardPage() {
  const { principal } = useSession();
  const { board } = useLive();
  const freshness = useFreshness();
  const [parameters] = useSearchParams();
  const isWall = parameters.has("wall");
  const [tab, setTab] = useState<Tab>("board");
  const still = useKeepStill();
  const lanes = useMemo(() => orderRows(board.rows.values(), still.pin), [board.rows, still.pin]);
  still.shown(lanes);
  const count = useMemo(() => needYouNow(board.rows.values()), [board.rows]);
  const sound = useAlertSound(count);
  useBoardKeys(!isWall);
  const role = isWall ? undefined : principal?.role;
  const shown: readonly Lane[] = tab === "board" ? boardLanes : [tab];
  return (
    <main
      className={`app-board app-board--${freshness.kind}${isWall ? " app-board--wall" : ""}`}
      id="main"
      tabIndex={-1}
    >
      <title>{`${count > 0 ? `(${count}) ` : ""}Board – Urgent community response`}</title>
      <h1 className="nhsuk-u-visually-hidden">Live board</h1>
      <div className="app-board__top">
        <LiveBadge />
        <p className={`app-needed${count > 0 ? " app-needed--some" : ""}`} role="status">
          <strong>{count}</strong> {count === 1 ? "needs" : "need"} you now
        </p>
        {isWall ? null : (
          <div className="app-board__tools">
            <button
              type="button"
              className="app-button app-button--plain"
              aria-pressed={sound.isOn}
              onClick={sound.toggle}
            >
              Sound {sound.isOn ? "on" : "off"}
            </button>
            {role === "spa-coordinator" || role === "spa-clinician" ? (
              <>
                <Link className="app-button app-button--main" to="/call">
                  New call <kbd>N</kbd>
                </Link>
                <Search />
              </>
            ) : null}
          </div>
        )}
      </div>
      <TeamStrip />
      <FeedsLine />
      {role === "spa-coordinator" || role === "spa-clinician" ? <UnfinishedCalls /> : null}
      <Tabs
        tab={tab}
        onChange={setTab}
        candidates={lanes.candidates.length}
        done={lanes.done.length}
        open={board.rows.size - lanes.candidates.length - lanes.done.length}
      />
      <div className="app-lanes" {...still.handlers}>
        {shown.map((lane) => (
          <LaneSection
            key={lane}
            lane={lane}
            rows={tab === "done" ? newestFirst(lanes.done) : lanes[lane]}
            role={role}
            hasRows={board.hasRows}
          />
        ))}
        {tab === "candidates" ? <CandidatesGone rows={lanes.done} /> : null}
      </div>
    </main>
  );
}

/** What is over is read from its end: the last hundred, the newest first. */
function newestFirst(rows: readonly BoardRow[]): readonly BoardRow[] {
  return rows.toSorted((a, b) => b.changedAt - a.changedAt).slice(0, 100);
}

interface TabsProps {
  readonly tab: Tab;
  readonly onChange: (tab: Tab) => void;
  readonly open: number;
  readonly candidates: number;
  readonly done: number;
}

function Tabs({ tab, onChange, open, candidates, done }: TabsProps) {
  const tabs: readonly { readonly id: Tab; readonly words: string }[] = [
    { id: "board", words: `Open (${open})` },
    { id: "candidates", words: `999 candidates (${candidates})` },
    { id: "done", words: `Done (${done})` },
  ];
  return (
    <div className="app-tabs" role="group" aria-label="Which referrals">
      {tabs.map(({ id, words }) => (
        <button key={id} type="button" className="app-tabs__tab" aria-pressed={tab === id} onClick={() => onChange(id)}>
          {words}
        </button>
      ))}
    </div>
  );
}

interface LaneSectionProps {
  readonly lane: Lane;
  readonly rows: readonly BoardRow[];
  readonly role: Role | undefined;
  readonly hasRows: boolean;
}

function LaneSection({ lane, rows, role, hasRows }: LaneSectionProps) {
  return (
    <section className={`app-lane app-lane--${lane}`} aria-labelledby={`lane-${lane}`}>
      <h2 className="app-lane__name" id={`lane-${lane}`}>
        {laneWords[lane]}{" "}
        <span className={`app-lane__count${rows.length > 0 ? " app-lane__count--some" : ""}`}>{rows.length}</span>
      </h2>
      {rows.length === 0 ? (
        <p className="app-lane__none">{hasRows ? (nothingIn[lane] ?? "Nothing yet.") : "Not loaded yet."}</p>
      ) : (
        <ol className="app-rows">
          {rows.map((row) => (
            <BoardRowItem
              key={row.referralId}
              row={row}
              shownIn={lane}
              commands={role === undefined ? [] : boardCommands(row, role)}
            />
          ))}
        </ol>
      )}
    </section>
  );
}
