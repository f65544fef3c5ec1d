/** The contact log: who spoke with whom, when, and what was said. In: the referral. Out: one list, the newest first. */
import type { ReferralView } from "@ucrt/schemas";
import { atNear, atTime } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { contactLog } from "./contact-log.ts";

/** Beyond this, when it was written down is shown beside when it happened. */
const lateMs = 60_000;

export function ContactLogBlock({ view }: { readonly view: ReferralView }) {
  const nowMs = useServerNow();
  const entries = contactLog(view);
  return (
    <section className="app-block" aria-labelledby="contacts">
      <h2 id="contacts">Contact log</h2>
      {entries.length === 0 ? <p>No call and no note yet.</p> : null}
      <ul className="app-notes">
        {entries.map((entry) => (
          <li key={entry.key}>
            <span className="app-notes__by">
              {atNear(entry.at, nowMs)}, {entry.by}
              {entry.recordedAt - entry.at > lateMs ? `, written down ${atTime(entry.recordedAt)}` : ""}
            </span>
            <strong>{entry.what}</strong>
            {entry.text === undefined ? null : <div>{entry.text}</div>}
          </li>
        ))}
      </ul>
    </section>
  );
}
