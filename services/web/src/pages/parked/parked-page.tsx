/** Messages that nobody could read, with their content masked. In: `GET /api/parked`. Out: a list; an operator sends one again, once, for the service that failed. */
import { parkedAnswer } from "@ucrt/schemas";
import { useState } from "react";
import type { z } from "zod";
import { nothing, post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atNear } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";
import { codeInWords } from "../words.ts";

type Row = z.output<typeof parkedAnswer>["rows"][number];
const askEveryMs = 10_000;

export function ParkedPage() {
  const { value, refusal, reload } = useLoaded("/api/parked", parkedAnswer, askEveryMs);
  const nowMs = useServerNow();
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
        <p role="status">
          {value.count === 0
            ? "Nothing is parked."
            : `${value.count} parked${value.oldestAt === null ? "" : `, the oldest since ${atNear(value.oldestAt, nowMs)}`}.`}
        </p>
      )}
      {value?.rows.map((row) => (
        <Parked key={row.parkedId} row={row} onChanged={reload} />
      ))}
    </main>
  );
}

function Parked({ row, onChanged }: { readonly row: Row; readonly onChanged: () => void }) {
  const { principal } = useSession();
  const nowMs = useServerNow();
  const [refusal, setRefusal] = useState<Refusal>();
  const replay = async () => {
    const answered = await post(`/api/parked/${row.parkedId}/replay`, undefined, nothing);
    setRefusal(answered.ok ? undefined : answered.refusal);
    onChanged();
  };
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
      {row.replayedAt === null ? (
        principal?.role === "operator" ? (
          <button type="button" className="app-button app-button--plain" onClick={() => void replay()}>
            Send again, once
          </button>
        ) : null
      ) : (
        <p>
          Sent again {atNear(row.replayedAt, nowMs)} by {row.replayedBy}.
        </p>
      )}
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </article>
  );
}
