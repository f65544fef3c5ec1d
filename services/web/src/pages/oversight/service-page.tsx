/**
 * The service lead's page: how the whole service stands now, each team, and what was refused this month and why. In: the live board, the teams' states, refusals.
 * Out: unsuppressed counts for running the service. Nobody is named: a record is opened, with a reason, on its own page.
 */
import { useMemo, useState } from "react";
import { LiveBadge } from "../board/live-badge.tsx";
import { forLong } from "../format.ts";
import { useLive } from "../live/use-live.tsx";
import { periodAt } from "../numbers/periods.ts";
import { serverNowMs, useServerNow } from "../server-clock.ts";
import { standingOf } from "./how-it-stands.ts";
import { Refusals } from "./refusals.tsx";
import { TeamsNow } from "./teams-now.tsx";
import { Today } from "./today.tsx";

export function ServicePage() {
  const { board } = useLive();
  const rows = useMemo(() => [...board.rows.values()], [board.rows]);
  const [month] = useState(() => periodAt("month", serverNowMs()));
  return (
    <main className="app-page app-oversight" id="main" tabIndex={-1}>
      <title>Service – Urgent community response</title>
      <div className="app-oversight__bar">
        <h1 className="nhsuk-heading-m app-oversight__title">The service now</h1>
        <LiveBadge />
      </div>
      {board.hasRows ? <Standing rows={rows} /> : <p role="status">Not loaded yet.</p>}
      <Today />
      <TeamsNow rows={rows} />
      <Refusals month={month} />
    </main>
  );
}

function Standing({ rows }: { readonly rows: Parameters<typeof standingOf>[0] }) {
  const nowMs = useServerNow();
  const standing = useMemo(() => standingOf(rows), [rows]);
  const { oldestUnansweredAt, overTwoHours } = standing;
  const figures: readonly (readonly [words: string, value: string, isWrong?: boolean])[] = [
    ["Open", String(standing.open)],
    ["Wait for a decision", String(standing.deciding)],
    ["Wait for a team", String(standing.waiting)],
    ["Visits under way", String(standing.onTheWay)],
    ["Await an acknowledgement", String(standing.awaiting)],
    ["Held until open", String(standing.held)],
    ["Over two hours, not seen", String(overTwoHours), overTwoHours > 0],
    ["Oldest without an answer", oldestUnansweredAt === null ? "Nobody waits" : forLong(nowMs - oldestUnansweredAt)],
  ];
  return (
    <dl className="app-standing">
      {figures.map(([words, value, isWrong]) => (
        <div key={words} className={isWrong === true ? "app-oversight__wrong" : undefined}>
          <dt>{words}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
