/** Where referrals come from, and what got stuck on the way: one line. In: the feeds' states and the parked count. Out: words; loud when something waits. */
import { Link } from "react-router";
import { forLong } from "../format.ts";
import { useLive } from "../live/use-live.tsx";
import { useServerNow } from "../server-clock.ts";
import { feedWords } from "../words.ts";

/** A backlog that is worth a look: as many, or as old. */
const manyWaiting = 50;
const longWaitingMs = 60_000;

/** Whatever is parked waits for a person; after a minute it is an alarm. */
function parkedClass(
  { count, oldestAt }: { readonly count: number; readonly oldestAt: number | null },
  nowMs: number,
): string {
  if (count === 0) return "";
  return oldestAt !== null && nowMs - oldestAt > longWaitingMs ? "app-feeds__alarm" : "app-feeds__behind";
}

export function FeedsLine() {
  const { board } = useLive();
  const nowMs = useServerNow();
  return (
    <p className="app-feeds">
      {board.feeds.map((feed) => {
        const isBehind =
          feed.waiting > manyWaiting || (feed.oldestAt !== null && nowMs - feed.oldestAt > longWaitingMs);
        return (
          <span key={feed.feed} className={isBehind || feed.isPaused ? "app-feeds__behind" : ""}>
            {feedWords[feed.feed]}: {feed.waiting === 0 ? "nothing waiting" : `${feed.waiting} waiting`}
            {feed.isPaused ? ", paused" : ""}
            {feed.lastHeardAt === null ? "" : `, heard ${forLong(nowMs - feed.lastHeardAt)} ago`}
          </span>
        );
      })}
      {board.parked === null ? null : (
        <Link to="/parked" className={parkedClass(board.parked, nowMs)}>
          {board.parked.count} parked
          {board.parked.oldestAt === null ? "" : `, the oldest for ${forLong(nowMs - board.parked.oldestAt)}`}
        </Link>
      )}
      {board.parked?.retriesStopped === true ? (
        <Link to="/parked" className="app-feeds__alarm">
          Retries are stopped
        </Link>
      ) : null}
    </p>
  );
}
