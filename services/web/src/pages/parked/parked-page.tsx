/**
 * Messages that nobody could read, with their content masked. In: `GET /api/parked`. Out: the list; an operator chooses what is sent again, once, and follows
 * each item; several need a second operator; a switch stops all retries. Never shows what a message says.
 */
import { parkedAnswer, replayTask } from "@ucrt/schemas";
import { useState } from "react";
import type { z } from "zod";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atNear, forLong } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";
import { codeInWords } from "../words.ts";
import { ReplayTasks } from "./replay-tasks.tsx";
import { RetrySwitch } from "./retry-switch.tsx";

type Row = z.output<typeof parkedAnswer>["rows"][number];
const askEveryMs = 5_000;
/** After this its owner should have dealt with it. */
const longWaitingMs = 60_000;

export function ParkedPage() {
  const { value, refusal, reload } = useLoaded("/api/parked", parkedAnswer, askEveryMs);
  const { principal } = useSession();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const mayReplay = principal?.role === "operator";
  const choose = (parkedId: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(parkedId);
    else next.delete(parkedId);
    setChosen(next);
  };
  return (
    <main className="app-page" id="main" tabIndex={-1}>
      <title>Parked messages – Urgent community response</title>
      <h1 className="nhsuk-heading-m">Parked messages</h1>
      <p>
        Messages that could not be read or handled. Nothing waits behind them. Values are masked; only the structure is
        shown.
      </p>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.words}
        </p>
      )}
      {value === undefined ? null : (
        <>
          <RetrySwitch retries={value.retries} onChanged={reload} />
          <Waiting count={value.count} oldestAt={value.oldestAt} />
          {mayReplay && value.count > 0 ? (
            <SendAgain chosen={[...chosen]} onAsked={() => (setChosen(new Set()), reload())} />
          ) : null}
          <ReplayTasks tasks={value.tasks} rows={value.rows} onChanged={reload} />
          {value.rows.map((row) => (
            <Parked
              key={row.parkedId}
              row={row}
              {...(mayReplay ? { isChosen: chosen.has(row.parkedId), onChoose: choose } : {})}
            />
          ))}
        </>
      )}
    </main>
  );
}

/** How many, and for how long: after a minute it is an alarm. */
function Waiting({ count, oldestAt }: { readonly count: number; readonly oldestAt: number | null }) {
  const nowMs = useServerNow();
  if (count === 0 || oldestAt === null) return <p role="status">Nothing waits for anybody.</p>;
  const isLate = nowMs - oldestAt > longWaitingMs;
  return (
    <p className={isLate ? "app-wrong" : ""} role="status">
      {count} parked, the oldest for {forLong(nowMs - oldestAt)}.{isLate ? " Somebody has to look at it now." : ""}
    </p>
  );
}

/** One is sent at once; several wait for a second operator. */
function SendAgain({ chosen, onAsked }: { readonly chosen: readonly string[]; readonly onAsked: () => void }) {
  const [refusal, setRefusal] = useState<Refusal>();
  const send = async () => {
    const answered = await post("/api/parked/replays", { parkedIds: chosen }, replayTask);
    setRefusal(answered.ok ? undefined : answered.refusal);
    if (answered.ok) onAsked();
  };
  return (
    <div className="app-parked__send">
      <button
        type="button"
        className="app-button app-button--plain"
        disabled={chosen.length === 0}
        onClick={() => void send()}
      >
        {chosen.length > 1 ? `Ask to send ${chosen.length} again` : "Send again, once"}
      </button>
      <span className="app-block__hint">
        {chosen.length === 0
          ? "Choose messages below."
          : chosen.length > 1
            ? "A second operator has to agree."
            : "It goes to the service that could not handle it."}
      </span>
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </div>
  );
}

interface ParkedProps {
  readonly row: Row;
  readonly isChosen?: boolean;
  readonly onChoose?: (parkedId: string, isChosen: boolean) => void;
}

function Parked({ row, isChosen, onChoose }: ParkedProps) {
  const nowMs = useServerNow();
  const title = `${codeInWords(row.reason)} in ${row.service}`;
  return (
    <article className="app-block">
      <h2>
        {codeInWords(row.reason)} <span className="app-row__small">in {row.service}</span>
      </h2>
      <p>{row.detail}</p>
      <p className="app-block__hint">
        {row.topic}, partition {row.partition}, offset {row.offset} · {row.sizeBytes} bytes ·{" "}
        {atNear(row.parkedAt, nowMs)}
        {row.attempts > 1 ? ` · tried ${row.attempts} times` : ""}
      </p>
      <details className="app-details">
        <summary>Structure</summary>
        <pre className="app-schema" tabIndex={0}>
          {row.maskedContent}
        </pre>
      </details>
      {row.replayedAt !== null ? (
        <p>
          Sent again {atNear(row.replayedAt, nowMs)} by {row.replayedBy}.
        </p>
      ) : onChoose === undefined ? null : (
        <div className="app-field app-field--confirm">
          <label>
            <input
              type="checkbox"
              checked={isChosen === true}
              onChange={(event) => onChoose(row.parkedId, event.currentTarget.checked)}
            />{" "}
            Choose it{" "}
            <span className="nhsuk-u-visually-hidden">
              ({title}, offset {row.offset})
            </span>
          </label>
        </div>
      )}
    </article>
  );
}
