/**
 * The person needs 999: why, then the incident number and the handover. In: the row, its state as this device knows it. Out: the escalation, and later its handover. Responsibility is shared until both
 * are recorded, and the screen says so until then.
 */
import type { BoardRow, ReferralView } from "@ucrt/schemas";
import { useId, useState } from "react";
import { FormField } from "../commands/form-field.tsx";
import { nearestInstant, timeFieldOf } from "../format.ts";
import { useOutbox } from "../offline/offline-provider.tsx";
import { Phone } from "../referral/pair.tsx";
import { serverNowMs } from "../server-clock.ts";
import { Pick, StepPanel, type PanelProps } from "./step-panel.tsx";
import { reasons999, why999 } from "./why-999.ts";

export interface Needs999PanelProps extends PanelProps {
  readonly view: ReferralView | undefined;
  /** With what waits on this device counted in: 999 may have been asked without a signal. */
  readonly state: BoardRow["state"];
}

export function Needs999Panel({ view, state, ...panel }: Needs999PanelProps) {
  const entries = useOutbox()?.entries ?? [];
  return state === "escalated" ? (
    <Handover {...panel} reason={why999(panel.row.referralId, view, entries)} />
  ) : (
    <Ask {...panel} />
  );
}

function Ask(panel: PanelProps) {
  const [reason, setReason] = useState("");
  return (
    <StepPanel
      {...panel}
      name="escalate-999"
      label="Needs 999"
      button="999 has been asked"
      kind="warning"
      body={() => (reason === "" ? "Choose why." : { reason })}
    >
      <p className="app-job__line">
        <strong>Ring first: </strong>
        <a className="app-button app-button--warning app-button--big" href="tel:999">
          Ring 999
        </a>
      </p>
      <Pick label="Why" options={reasons999} value={reason} onChange={setReason} />
      <p className="app-tries__hint">
        Responsibility is shared with 999 until the incident number and the handover are recorded here.
      </p>
    </StepPanel>
  );
}

function Handover({ reason, ...panel }: PanelProps & { readonly reason: string }) {
  const id = useId();
  const [number, setNumber] = useState("");
  const [time, setTime] = useState(() => timeFieldOf(serverNowMs()));
  const handedOverAtMs = nearestInstant(time, serverNowMs());
  return (
    <StepPanel
      {...panel}
      name="escalate-999"
      label="Handed over to 999"
      button="Record the handover"
      mayBeLate={false}
      body={() => {
        if (number.trim() === "") return "Give the ambulance incident number.";
        if (handedOverAtMs === undefined) return "Give the time of the handover, for example 14:40.";
        // The minute that has just begun is not in the future.
        const handedOverAt = new Date(Math.min(handedOverAtMs, serverNowMs())).toISOString();
        return { reason, incidentNumber: number.trim(), handedOverAt };
      }}
    >
      <FormField
        id={`${id}-number`}
        field={{ name: "incidentNumber", label: "Ambulance incident number", kind: "text" }}
        value={number}
        wrong={undefined}
        onChange={(value) => setNumber(value.slice(0, 20))}
      />
      <FormField
        id={`${id}-time`}
        field={{ name: "handedOverAt", label: "Handed over at", kind: "time" }}
        value={time}
        wrong={undefined}
        onChange={setTime}
      />
      <p className="app-tries__hint">
        No ambulance yet? <Phone number="999" />
      </p>
    </StepPanel>
  );
}
