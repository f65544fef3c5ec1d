/** What was asked to be sent again, how far it is, and what became of each message. In: tasks, the rows they name. Out: a list; a second operator agrees here. */
import { replayTask, type parkedAnswer } from "@ucrt/schemas";
import { useState } from "react";
import type { z } from "zod";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atNear } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { codeInWords } from "../words.ts";

type Task = z.output<typeof replayTask>;
type Row = z.output<typeof parkedAnswer>["rows"][number];

const stateWords: Readonly<Record<Task["state"], string>> = {
  "awaiting-second": "Waits for a second operator",
  held: "Held: retries are stopped",
  running: "Being sent",
  done: "Done",
};

const itemWords: Readonly<Record<Task["items"][number]["state"], string>> = {
  waiting: "not sent yet",
  sent: "sent again",
  "parked-again": "parked again",
  refused: "not sent",
};

export function ReplayTasks(given: {
  readonly tasks: readonly Task[];
  readonly rows: readonly Row[];
  readonly onChanged: () => void;
}) {
  if (given.tasks.length === 0) return null;
  return (
    <section className="app-block" aria-labelledby="sent-again">
      <h2 id="sent-again">Sent again</h2>
      <ul className="app-parked__tasks">
        {given.tasks.map((task) => (
          <ReplayTask key={task.taskId} task={task} rows={given.rows} onChanged={given.onChanged} />
        ))}
      </ul>
    </section>
  );
}

interface TaskProps {
  readonly task: Task;
  readonly rows: readonly Row[];
  readonly onChanged: () => void;
}

function ReplayTask({ task, rows, onChanged }: TaskProps) {
  const { principal } = useSession();
  const nowMs = useServerNow();
  const [refusal, setRefusal] = useState<Refusal>();
  const done = task.items.filter(({ state }) => state !== "waiting").length;
  const approve = async () => {
    const answered = await post(`/api/parked/replays/${task.taskId}/approve`, undefined, replayTask);
    setRefusal(answered.ok ? undefined : answered.refusal);
    onChanged();
  };
  return (
    <li>
      <p>
        <strong>{stateWords[task.state]}</strong>: {done} of {task.items.length}. Asked by {task.askedBy}{" "}
        {atNear(task.askedAt, nowMs)}
        {task.approvedBy === null ? "" : `, agreed by ${task.approvedBy}`}.
      </p>
      {task.state === "awaiting-second" && principal?.role === "operator" ? (
        task.isYours ? (
          <p className="app-block__hint">You asked for it: somebody else has to agree.</p>
        ) : (
          <button type="button" className="app-button app-button--plain" onClick={() => void approve()}>
            Agree: send {task.items.length} again
          </button>
        )
      ) : null}
      <details className="app-details" open={task.state !== "done"}>
        <summary>Each message</summary>
        <ul>
          {task.items.map(({ parkedId, state, detail }) => (
            <li key={parkedId}>
              {nameOf(rows.find((row) => row.parkedId === parkedId))}: {itemWords[state]}
              {detail === null ? "" : `. ${detail}`}
            </li>
          ))}
        </ul>
      </details>
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </li>
  );
}

const nameOf = (row: Row | undefined): string =>
  row === undefined
    ? "A message that is not listed any more"
    : `${codeInWords(row.reason)} in ${row.service}, offset ${row.offset}`;
