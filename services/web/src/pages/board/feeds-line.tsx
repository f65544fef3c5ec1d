/** Where referrals come from, and what got stuck on the way: one line. In: the feeds' states and the parked count. Out: words; loud when something waits. */
import { Link } from "react-router";
import { forLong } from "../format.ts";
import { useLive } from "../live/use-live.tsx";
import { useServerNow } from "../server-clock.ts";
import { feedWords } from "../words.ts";

/** A backlog that is worth a look: as many, or as old. */
const manyWaiting = 50;
const longWaitingMs = 60_000;

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
        <Link to="/parked" className={board.parked.count > 0 ? "app-feeds__behind" : ""}>
          {board.parked.count} parked
        </Link>
      )}
    </p>
  );
}
