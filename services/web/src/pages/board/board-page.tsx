/**
 * The live board of the single point of access: how true it is, how many need you, what rings, then lanes by next action and rows by next deadline.
 * `?wall` is a page of its own (`wall-board.tsx`): nothing to press, nobody named.
 */
import type { BoardRow, Lane } from "@ucrt/schemas";
import { useCallback, useMemo, useRef, useState, type RefObject } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { UnfinishedCalls } from "../call/unfinished-calls.tsx";
import { useFreshness, useLive } from "../live/use-live.tsx";
import type { OrderedLanes } from "../live/lanes.ts";
import { useReference } from "../reference-data.tsx";
import { useServerNow } from "../server-clock.ts";
import { spaRoles, useSession } from "../session.tsx";
import { AlarmBar, type AlarmKeys } from "./alarm-bar.tsx";
import { BoardTabs, type Tab } from "./board-tabs.tsx";
import { CandidatesGone } from "./candidates-gone.tsx";
import { FeedsLine } from "./feeds-line.tsx";
import { useKeepStill } from "./keep-still.ts";
import { KeyboardHelp } from "./keyboard-help.tsx";
import { LaneSection } from "./lane-section.tsx";
import { LiveBadge } from "./live-badge.tsx";
import { boardLanes, pinRow } from "./order-rows.ts";
import { foldLane, rowMatches, type FoldedLane } from "./put-aside.ts";
import { laneBeside, rowBeside } from "./row-steps.ts";
import { Search } from "./search.tsx";
import { TeamStrip } from "./team-strip.tsx";
import { useBoardKeys } from "./use-board-keys.ts";
import { WallBoard } from "./wall-board.tsx";

/** What was put aside is looked at again this often, milliseconds. */
const foldEveryMs = 10_000;

export function BoardPage() {
  const [parameters] = useSearchParams();
  return parameters.has("wall") ? <WallBoard /> : <WorkingBoard />;
}

function WorkingBoard() {
  const { principal } = useSession();
  const { board } = useLive();
  const freshness = useFreshness();
  const navigate = useNavigate();
  const [tab, setTab] = useState<Tab>("board");
  const [wantedRow, setWantedRow] = useState<{ readonly referralId: string }>();
  const [looked, setLooked] = useState("");
  const [isHelpOpen, setHelpOpen] = useState(false);
  const alarmKeys = useRef<AlarmKeys>(undefined);
  const find = useRef<HTMLInputElement>(null);

  const still = useKeepStill();
  const { rows, needed: count } = board;
  const pinned = still.pin === undefined ? undefined : rows.get(still.pin.referralId);
  const lanes = useMemo(() => pinRow(board.lanes, still.pin, pinned), [board.lanes, still.pin, pinned]);
  still.shown(lanes);
  const shownLanes: readonly Lane[] = tab === "board" ? boardLanes : [tab];
  const held = still.pin?.referralId;
  const folded = useFoldedLanes(lanes, { shownLanes, held, looked });

  const goTo = useCallback(
    (referralId: string | undefined) => {
      if (referralId === undefined) return;
      const lane = rows.get(referralId)?.lane;
      setTab(lane === "candidates" ? "candidates" : lane === "done" ? "done" : "board");
      setWantedRow({ referralId });
    },
    [rows],
  );
  const showAlarm = useCallback(
    (referralId: string) => {
      setLooked("");
      goTo(referralId);
    },
    [goTo],
  );
  const inOrder = () => folded.map((lane) => lane.rows);
  useBoardKeys(true, {
    step: (by) => goTo(rowBeside(inOrder(), focusedRow(), by)),
    stepLane: (by) => goTo(laneBeside(inOrder(), focusedRow(), by)),
    newCall: () => void navigate("/call"),
    search: () => document.getElementById("search-for")?.focus(),
    find: () => find.current?.focus(),
    help: () => setHelpOpen(true),
    sound: () => alarmKeys.current?.sound(),
    silence: () => alarmKeys.current?.silence(),
  });
  const isSpa = principal !== null && spaRoles.includes(principal.role);
  const openCount = rows.size - lanes.candidates.length - lanes.done.length;
  return (
    <main className={`app-board app-board--${freshness.kind}`} id="main" tabIndex={-1}>
      <h1 className="nhsuk-u-visually-hidden">Live board</h1>
      <div className="app-board__top">
        <LiveBadge />
        <p className={`app-needed${count > 0 ? " app-needed--some" : ""}`} role="status">
          <strong>{count}</strong> {count === 1 ? "needs" : "need"} you now
        </p>
        <div className="app-board__tools">
          {isSpa ? (
            <>
              <Link className="app-button app-button--main" to="/call">
                New call <kbd>N</kbd>
              </Link>
              <Search />
            </>
          ) : null}
          <button
            type="button"
            className="app-button app-button--plain"
            aria-expanded={isHelpOpen}
            onClick={() => setHelpOpen(!isHelpOpen)}
          >
            Keys <kbd>?</kbd>
          </button>
        </div>
      </div>
      {isSpa ? <UnfinishedCalls /> : null}
      {isHelpOpen ? <KeyboardHelp onClose={() => setHelpOpen(false)} /> : null}
      <AlarmBar needed={count} onShow={showAlarm} keys={alarmKeys} />
      <TeamStrip />
      <FeedsLine />
      <div className="app-board__bar">
        <BoardTabs
          tab={tab}
          onChange={setTab}
          candidates={lanes.candidates.length}
          done={lanes.done.length}
          open={openCount}
        />
        <Find field={find} value={looked} onChange={setLooked} />
      </div>
      <div className="app-lanes" {...still.handlers}>
        {shownLanes.map((lane, index) => (
          <LaneSection
            key={lane}
            lane={lane}
            folded={folded[index] ?? emptyLane}
            total={lanes[lane].length}
            principal={principal ?? undefined}
            hasRows={board.hasRows}
            isStale={freshness.kind === "stale"}
            held={held}
            wanted={wantedRow}
          />
        ))}
        {tab === "candidates" ? <CandidatesGone rows={lanes.done} /> : null}
      </div>
    </main>
  );
}

const emptyLane: FoldedLane = { rows: [], aside: [] };

interface Folding {
  readonly shownLanes: readonly Lane[];
  readonly held: string | undefined;
  readonly looked: string;
}

/** The lanes as they are shown: what is over from its end, what does not match left out, what was put aside folded. A lane that did not change stays the same object. */
function useFoldedLanes(lanes: OrderedLanes, { shownLanes, held, looked }: Folding): readonly FoldedLane[] {
  const { board: times } = useSession();
  const { teamName } = useReference();
  const nowMs = useServerNow(foldEveryMs);
  const before = useRef(new Map<Lane, { readonly of: readonly unknown[]; readonly folded: FoldedLane }>());
  return shownLanes.map((lane) => {
    const rows = lanes[lane];
    const of = [rows, held, looked, times, teamName, nowMs];
    const known = before.current.get(lane);
    if (known !== undefined && known.of.every((value, index) => value === of[index])) return known.folded;
    const all = lane === "done" ? newestFirst(rows) : rows;
    const matching = looked.trim() === "" ? all : all.filter((row) => rowMatches(row, looked, teamName));
    const folded = foldLane(matching, times, { nowMs, keep: held });
    before.current.set(lane, { of, folded });
    return folded;
  });
}

/** What is over is read from its end: the last hundred, the newest first. */
function newestFirst(rows: readonly BoardRow[]): readonly BoardRow[] {
  return rows.toSorted((a, b) => b.changedAt - a.changedAt).slice(0, 100);
}

const focusedRow = (): string | undefined =>
  document.activeElement?.closest("[data-referral]")?.getAttribute("data-referral") ?? undefined;

interface FindProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Finds in what the rows say, on this page alone: nothing is asked, and nothing is written down. */
function Find({ field, value, onChange }: FindProps) {
  return (
    <div className="app-find">
      <label htmlFor="find-in-lanes" className="nhsuk-u-visually-hidden">
        Find in the lanes
      </label>
      <input
        id="find-in-lanes"
        ref={field}
        className="nhsuk-input"
        type="search"
        autoComplete="off"
        placeholder="Find in the lanes ( F )"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          onChange("");
          event.currentTarget.blur();
        }}
      />
    </div>
  );
}
