/** Time left to a deadline, counting by the server's time. In: the instant. Out: words, coloured as it nears; the colour never alone. */
import { atNear, untilThen } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";

export function TimeLeft({ atMs }: { readonly atMs: number }) {
  const nowMs = useServerNow();
  const nearMs = useSession().board.deadlineNearMinutes * 60_000;
  const kind = atMs < nowMs ? "over" : atMs - nowMs < nearMs ? "near" : "far";
  return (
    <span className={`app-left app-left--${kind}`} title={atNear(atMs, nowMs)}>
      {kind === "over" ? "! " : ""}
      {untilThen(atMs, nowMs)}
    </span>
  );
}
