/** Calls that somebody must make. In: the referral. Out: whom to ring, why, what to say, until when; nothing when no call is open. */
import type { ReferralView } from "@ucrt/schemas";
import { TimeLeft } from "../board/time-left.tsx";
import { useReference } from "../reference-data.tsx";
import { useServerNow } from "../server-clock.ts";
import { callAsked } from "./call-words.ts";

export function Calls({ view }: { readonly view: ReferralView }) {
  const { teamName } = useReference();
  const nowMs = useServerNow();
  const open = view.callTasks.filter((task) => !task.done);
  if (open.length === 0) return null;
  return (
    <section className="app-block app-block--loud" aria-labelledby="calls">
      <h2 id="calls">Calls to make</h2>
      <ul>
        {open.map((task) => {
          const { ring, why, say } = callAsked(task, view, { teamName, nowMs });
          return (
            <li key={task.taskId}>
              <strong>{ring}</strong>: {why.charAt(0).toLowerCase() + why.slice(1)}.{" "}
              {say === undefined ? null : `Say: ${say} `}
              <TimeLeft atMs={task.dueBy} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
