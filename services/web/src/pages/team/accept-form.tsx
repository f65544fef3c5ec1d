/**
 * A named, registered clinician takes the job: who goes and when. In: the offer. Out: the acceptance, or a refusal in words (another team was first, the offer ended).
 * Never goes out by itself later: an acceptance passes clinical responsibility, so without the service there is none.
 */
import { commandAnswer, type BoardRow, type ReferralView } from "@ucrt/schemas";
import { useRef, useState, type FormEvent } from "react";
import { newRequestId, post, type Refusal } from "../api.ts";
import { PhoneAndRecord, Refused } from "../commands/command-form.tsx";
import { minutesAhead } from "../commands/command-parts.ts";
import { useFreshness } from "../live/use-live.tsx";
import { useReference } from "../reference-data.tsx";
import { serverNowMs } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { isCounterOffer, limitsPassed } from "./accept-limits.ts";
import { instantAhead, TimeChoice } from "./time-choice.tsx";
import { VisitorChoice, type ChosenVisitor } from "./visitor-choice.tsx";

export interface AcceptFormProps {
  readonly row: BoardRow;
  readonly view: ReferralView | undefined;
  readonly onAccepted: (row: BoardRow) => void;
  readonly onCancel: () => void;
}

const usualMinutes = 40;

export function AcceptForm({ row, view, onAccepted, onCancel }: AcceptFormProps) {
  const { principal } = useSession();
  const { teams } = useReference();
  const freshness = useFreshness();
  const openedAtMs = useRef(serverNowMs());
  const requestIds = useRef(new Map<string, string>());
  const isLead = principal?.role === "ucrt-lead";
  const [time, setTime] = useState(() => minutesAhead(openedAtMs.current, usualMinutes));
  const [visitor, setVisitor] = useState<ChosenVisitor>({
    clinician: undefined,
    missing: isLead && principal?.registration === undefined ? "Choose who goes" : undefined,
  });
  const [wrong, setWrong] = useState<{ readonly time?: string; readonly visitor?: string }>({});
  const [refusal, setRefusal] = useState<Refusal>();
  const [isSending, setSending] = useState(false);
  const nowMs = openedAtMs.current;
  const expectedAtMs = instantAhead(time, nowMs);
  const limits = {
    row,
    validationBreachAtMs: view?.clocks.validationBreachAt ?? undefined,
    closesAtMs: teams.find(({ team }) => team === row.offer?.team)?.closesAt ?? undefined,
  };
  const isBlocked = freshness.kind === "stale";

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const missing = {
      ...(expectedAtMs === undefined ? { time: "Give a time, for example 14:40" } : {}),
      ...(visitor.missing === undefined ? {} : { visitor: visitor.missing }),
    };
    setWrong(missing);
    if (expectedAtMs === undefined || visitor.missing !== undefined) return;
    const body = {
      offerId: row.offer?.offerId,
      expectedAt: new Date(expectedAtMs).toISOString(),
      ...(visitor.clinician === undefined ? {} : { clinician: visitor.clinician }),
    };
    const key = JSON.stringify(body);
    const requestId = requestIds.current.get(key) ?? newRequestId();
    requestIds.current.set(key, requestId);
    setSending(true);
    const answered = await post(`/api/referrals/${row.referralId}/accept`, body, commandAnswer, { requestId });
    setSending(false);
    if (answered.ok) onAccepted(answered.value.row);
    else setRefusal(answered.refusal);
  };

  return (
    <form className="app-command" aria-label="Accept" onSubmit={(event) => void send(event)} noValidate>
      {isBlocked ? <PhoneAndRecord row={row} /> : null}
      <div className="app-command__fields">
        {isLead ? <VisitorChoice onChange={setVisitor} /> : <p className="app-job__line">You go: {principal?.name}</p>}
        {wrong.visitor === undefined ? null : (
          <p className="app-field__error" role="alert">
            {wrong.visitor}
          </p>
        )}
        <TimeChoice
          label="Expected there at"
          value={time}
          nowMs={nowMs}
          wrong={wrong.time}
          warnings={(atMs) => limitsPassed(limits, atMs)}
          onChange={setTime}
        />
      </div>
      {refusal === undefined ? null : <Refused refusal={refusal} />}
      <div className="app-command__buttons">
        <button type="submit" className="app-button app-button--main app-button--big" disabled={isSending || isBlocked}>
          {isSending
            ? "Sending …"
            : expectedAtMs !== undefined && isCounterOffer(row, expectedAtMs)
              ? "Accept, if the referrer agrees to the time"
              : "Accept"}
        </button>
        <button type="button" className="app-button app-button--quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
