/** Ways out of a call that becomes no referral now: hand it to a colleague, or discard it with a reason. In: what may follow. Out: the choice. Never ends a call without one. */
import { callDraftDiscardReason, type CallDraftDiscardReason } from "@ucrt/schemas";
import { useId, useState } from "react";
import { roleWords } from "@ucrt/schemas";

const reasonWords: Readonly<Record<CallDraftDiscardReason, string>> = {
  "recorded-on-existing": "It was about a case that is open",
  "advice-given": "Advice was enough",
  "other-service": "Another service is the right one",
  "caller-rang-off": "The caller rang off and cannot be reached",
  "wrong-number": "Wrong number",
  "entered-in-error": "Entered in error",
};

export interface LeaveCallProps {
  readonly isOver: boolean;
  readonly onOffer: (role: "spa-coordinator" | "spa-clinician") => Promise<void>;
  readonly onDiscard: (reason: CallDraftDiscardReason) => void;
}

export function LeaveCall({ isOver, onOffer, onDiscard }: LeaveCallProps) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const id = useId();
  if (isOver) return null;
  return (
    <>
      {(["spa-clinician", "spa-coordinator"] as const).map((role) => (
        <button key={role} type="button" className="app-button app-button--plain" onClick={() => void onOffer(role)}>
          Hand to {role === "spa-clinician" ? `an ${roleWords[role]}` : "a colleague"}
        </button>
      ))}
      <button
        type="button"
        className="app-button app-button--quiet"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        Not a referral …
      </button>
      {isOpen ? (
        <div className="app-command app-newcall__leave" role="group" aria-label="Not a referral">
          <div className="app-field">
            <label htmlFor={id}>Why it becomes no referral</label>
            <select id={id} className="nhsuk-select" value={reason} onChange={(event) => setReason(event.target.value)}>
              <option value="">Choose …</option>
              {callDraftDiscardReason.options.map((each) => (
                <option key={each} value={each}>
                  {reasonWords[each]}
                </option>
              ))}
            </select>
          </div>
          <button
            type="button"
            className="app-button app-button--warning"
            disabled={reason === ""}
            onClick={() => {
              const chosen = callDraftDiscardReason.safeParse(reason);
              if (chosen.success) onDiscard(chosen.data);
            }}
          >
            Discard what was typed
          </button>
        </div>
      ) : null}
    </>
  );
}
