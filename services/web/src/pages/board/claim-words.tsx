/** Who is on a case and for how long, who put it aside and why. In: a row. Out: words that count down; nothing when nobody is, or the time is over. */
import type { BoardRow } from "@ucrt/schemas";
import { atTime, forLong } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { snoozeWords } from "../words.ts";

export function ClaimWords({ row, subject }: { readonly row: BoardRow; readonly subject: string | undefined }) {
  return row.claimedBy === null ? null : <Claim claim={row.claimedBy} subject={subject} />;
}

interface ClaimProps {
  readonly claim: NonNullable<BoardRow["claimedBy"]>;
  readonly subject: string | undefined;
}

function Claim({ claim, subject }: ClaimProps) {
  const nowMs = useServerNow();
  if (claim.until <= nowMs) return null;
  const isOwn = subject !== undefined && claim.subject === subject;
  return (
    <span className={`app-claim${isOwn ? " app-claim--own" : ""}`}>
      {isOwn ? "You are" : `${claim.name} is`} on it, {forLong(claim.until - nowMs)} left
    </span>
  );
}

export function SnoozeWords({ row: { snoozed } }: { readonly row: BoardRow }) {
  return snoozed === undefined ? null : (
    <span className="app-claim">
      Put aside by {snoozed.name} until {atTime(snoozed.until)}: {snoozeWords[snoozed.reason].toLowerCase()}
    </span>
  );
}
