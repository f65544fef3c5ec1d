/**
 * Opens what is hidden of a record for an hour, with a coded reason; one tap for a clinician at the door. In: a referral's id. Out: `onOpened`, when the record may be
 * read again. Says before it is pressed who will look at it.
 */
import { breakGlassAnswer, breakGlassBody, type Role } from "@ucrt/schemas";
import { useId, useState } from "react";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { spaRoles, teamRoles, useSession } from "../session.tsx";
import { codeInWords } from "../words.ts";

const mayOpen: readonly Role[] = [...spaRoles, ...teamRoles, "service-lead"];
const otherReasons = breakGlassBody.shape.reason.options.filter((reason) => reason !== "clinician-at-the-door");

export function BreakGlass({ referralId, onOpened }: { readonly referralId: string; readonly onOpened: () => void }) {
  const { principal } = useSession();
  const id = useId();
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const [refusal, setRefusal] = useState<Refusal>();
  if (principal === null || !mayOpen.includes(principal.role)) return null;
  const open = async (because: string) => {
    const answered = await post(
      `/api/referrals/${encodeURIComponent(referralId)}/break-glass`,
      { reason: because, ...(note.trim() === "" ? {} : { note: note.trim() }) },
      breakGlassAnswer,
    );
    setRefusal(answered.ok ? undefined : answered.refusal);
    if (answered.ok) onOpened();
  };
  return (
    <details className="app-more app-break-glass">
      <summary>Open what is hidden, with a reason</summary>
      <p className="app-block__hint">
        Open for one hour. Your name, the reason and what you read go to the privacy officer, who reviews each opening.
      </p>
      <button type="button" className="app-button app-button--plain" onClick={() => void open("clinician-at-the-door")}>
        Clinician at the door
      </button>
      <div className="app-break-glass__other">
        <div className="app-field">
          <label htmlFor={`${id}-reason`}>Another reason</label>
          <select
            id={`${id}-reason`}
            className="nhsuk-select"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          >
            <option value="">Choose</option>
            {otherReasons.map((one) => (
              <option key={one} value={one}>
                {codeInWords(one)}
              </option>
            ))}
          </select>
        </div>
        <div className="app-field app-field--long-text">
          <label htmlFor={`${id}-note`}>
            For the privacy officer<span className="app-field__optional"> (optional)</span>
          </label>
          <input
            id={`${id}-note`}
            className="nhsuk-input"
            maxLength={1000}
            autoComplete="off"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
        <button
          type="button"
          className="app-button app-button--plain"
          disabled={reason === ""}
          onClick={() => void open(reason)}
        >
          Open for this reason
        </button>
      </div>
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </details>
  );
}
