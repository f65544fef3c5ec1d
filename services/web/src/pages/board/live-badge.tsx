/** Whether what is on the screen is true now: a colour, a word and a sign of its own for each state. Speaks only when the state changes. */
import { useEffect, useState } from "react";
import { atSecond } from "../format.ts";
import type { Freshness } from "../live/board-state.ts";
import { useFreshness, useLive } from "../live/use-live.tsx";
import { useServerNow } from "../server-clock.ts";

export function LiveBadge() {
  const freshness = useFreshness();
  const { link } = useLive();
  const nowMs = useServerNow();
  const [spoken, setSpoken] = useState("");
  const words = wordsOf(freshness);
  useEffect(
    () => setSpoken(freshness.kind === "stale" ? words : freshness.kind === "live" ? "The board is live" : ""),
    [freshness.kind, words],
  );
  if (link === "refused") return <p className="app-badge app-badge--stale">✕ Your role has no live board</p>;
  return (
    <div className={`app-badge app-badge--${freshness.kind}`}>
      <span aria-hidden="true" className="app-badge__sign">
        {freshness.kind === "live" ? "●" : freshness.kind === "stale" ? "✕" : "↻"}
      </span>
      <span className="app-badge__words">{words}</span>
      {freshness.kind === "live" ? (
        <span className="app-badge__age">{Math.max(0, Math.round((nowMs - freshness.asOfMs) / 1000))} s old</span>
      ) : null}
      <span className="nhsuk-u-visually-hidden" role="status">
        {spoken}
      </span>
    </div>
  );
}

function wordsOf(freshness: Freshness): string {
  switch (freshness.kind) {
    case "live":
      return "Live";
    case "catching-up":
      return freshness.asOfMs === undefined ? "Connecting" : "Catching up";
    case "stale":
      return freshness.sinceMs === undefined ? "NOT LIVE" : `NOT LIVE – stale since ${atSecond(freshness.sinceMs)}`;
  }
}
