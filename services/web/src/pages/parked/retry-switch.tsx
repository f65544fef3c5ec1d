/** The switch that stops all retries. In: how it stands. Out: unmistakable while they are stopped; an operator or service lead switches it, with a reason. */
import { retriesAnswer } from "@ucrt/schemas";
import { useState, type FormEvent } from "react";
import type { z } from "zod";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atNear } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";

export function RetrySwitch({
  retries,
  onChanged,
}: {
  readonly retries: z.output<typeof retriesAnswer>;
  readonly onChanged: () => void;
}) {
  const { principal } = useSession();
  const nowMs = useServerNow();
  const [refusal, setRefusal] = useState<Refusal>();
  const maySwitch = principal?.role === "operator" || principal?.role === "service-lead";
  const change = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const why = new FormData(event.currentTarget).get("reason");
    const body = { isStopped: !retries.isStopped, reason: typeof why === "string" ? why.trim() : "" };
    const answered = await post("/api/parked/retries", body, retriesAnswer, { method: "PUT" });
    setRefusal(answered.ok ? undefined : answered.refusal);
    onChanged();
  };
  const form = maySwitch ? (
    <form className="app-command" onSubmit={(event) => void change(event)} key={String(retries.isStopped)}>
      <div className="app-command__fields">
        <div className="app-field">
          <label htmlFor="retries-why">Why</label>
          <input className="nhsuk-input" id="retries-why" name="reason" required maxLength={200} autoComplete="off" />
        </div>
      </div>
      <div className="app-command__buttons">
        <button type="submit" className="app-button app-button--plain">
          {retries.isStopped ? "Let retries go on" : "Stop all retries"}
        </button>
      </div>
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </form>
  ) : null;
  if (!retries.isStopped)
    return form === null ? null : (
      <details className="app-details">
        <summary>Stop all retries</summary>
        <p>
          Then parked messages are not sent again, and answers that a sender&rsquo;s system did not take are not
          repeated: people ring instead. What is sent for the first time goes on.
        </p>
        {form}
      </details>
    );
  return (
    <section className="app-parked__stopped" aria-labelledby="stopped">
      <h2 id="stopped">All retries are stopped</h2>
      <p>
        Since {retries.changedAt === null ? "an unknown time" : atNear(retries.changedAt, nowMs)} by {retries.changedBy}
        : {retries.reason}
      </p>
      <p>
        Parked messages are not sent again, and answers that a sender&rsquo;s system did not take are not repeated:
        people ring instead. What is sent for the first time goes on.
      </p>
      {form}
    </section>
  );
}
