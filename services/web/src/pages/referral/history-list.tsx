/** Everything that happened, the newest first, each with who did it and, if it was entered late, when it was written down. In: facts in words. Out: a list. */
import { roleInWords, type ReferralView } from "@ucrt/schemas";
import { atSecond, atTime, onDay } from "../format.ts";
import { idInWords } from "../words.ts";

type Line = ReferralView["history"][number];

/** Beyond this, when it was written down is shown beside when it happened. */
const lateMs = 60_000;

export function HistoryList({ history }: { readonly history: readonly Line[] }) {
  const newestFirst = history.toSorted((a, b) => b.sequence - a.sequence);
  return (
    <section className="app-block" aria-labelledby="history">
      <h2 id="history">History</h2>
      <ol className="app-history" reversed>
        {newestFirst.map((line, index) => {
          const day = onDay(line.at);
          const earlier = newestFirst[index - 1];
          return (
            <li key={line.sequence}>
              {earlier === undefined || onDay(earlier.at) !== day ? (
                <span className="app-history__day">{day}</span>
              ) : null}
              <time dateTime={new Date(line.at).toISOString()} className="app-history__at">
                {atSecond(line.at)}
              </time>
              <span>
                {line.words}
                <span className="app-row__small app-history__by">
                  {whoIs(line.actor)}
                  {line.recordedAt - line.at > lateMs ? `, written down ${atTime(line.recordedAt)}` : ""}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function whoIs(actor: Line["actor"]): string {
  if (actor.kind === "system") return "by the system";
  if (actor.kind === "feed" && actor.name === null) return "a sending system";
  return `${actor.name ?? "a sending system"}, ${roleInWords(actor.role)}${actor.team === null ? "" : `, ${idInWords(actor.team)}`}`;
}
