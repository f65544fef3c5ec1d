/** The short steps: on the way, arrived, running late, a call. In: the row. Out: the step with its time. */
import { breachReason, changeReason } from "@ucrt/schemas";
import { useId, useState } from "react";
import { choice, codes } from "../commands/command-parts.ts";
import { FormField } from "../commands/form-field.tsx";
import { serverNowMs } from "../server-clock.ts";
import { limitsPassed } from "./accept-limits.ts";
import { Pick, StepPanel, type PanelProps } from "./step-panel.tsx";
import { instantAhead, TimeChoice } from "./time-choice.tsx";

export const EnRoutePanel = (panel: PanelProps) => (
  <StepPanel {...panel} name="en-route" label="On my way" button="On my way" body={() => ({})} />
);

/** The breach reason is asked where it is a breach, and never twice. */
export function ArrivePanel(panel: PanelProps) {
  const id = useId();
  const { row } = panel;
  const [breach, setBreach] = useState("");
  const [openedAtMs] = useState(serverNowMs);
  const isBreach = row.response === "two-hour" && openedAtMs > row.twoHourDueAt;
  return (
    <StepPanel
      {...panel}
      name="arrive"
      label="Arrived"
      button="Arrived"
      body={() => (isBreach && breach !== "" ? { breachReason: breach } : {})}
    >
      {isBreach ? (
        <FormField
          id={`${id}-breach`}
          field={choice("breachReason", "Over two hours: why", codes(breachReason.options), {
            isOptional: true,
            hint: "Now or when you close.",
          })}
          value={breach}
          wrong={undefined}
          onChange={setBreach}
        />
      ) : null}
    </StepPanel>
  );
}

export function LatePanel(panel: PanelProps) {
  const id = useId();
  const [nowMs] = useState(serverNowMs);
  const [time, setTime] = useState("");
  const [reason, setReason] = useState("");
  return (
    <StepPanel
      {...panel}
      name="eta"
      label="Running late"
      button="Tell everybody the new time"
      mayBeLate={false}
      body={() => {
        const expectedAtMs = instantAhead(time, nowMs);
        if (expectedAtMs === undefined) return "Choose or give the new time.";
        return reason === "" ? "Choose why." : { expectedAt: new Date(expectedAtMs).toISOString(), reason };
      }}
    >
      <TimeChoice
        label="Now expected at"
        value={time}
        nowMs={nowMs}
        warnings={(atMs) => limitsPassed({ row: panel.row }, atMs)}
        onChange={setTime}
      />
      <FormField
        id={`${id}-why`}
        field={choice("reason", "Why", codes(changeReason.options))}
        value={reason}
        wrong={undefined}
        onChange={setReason}
      />
    </StepPanel>
  );
}

/** After the telephone: was anybody reached? The call itself is the device's. */
export function CalledPanel(panel: PanelProps) {
  const [withWhom, setWithWhom] = useState("patient");
  const [reached, setReached] = useState("");
  return (
    <StepPanel
      {...panel}
      name="contact"
      label="Record a contact"
      button="Record the call"
      body={() =>
        reached === ""
          ? "Choose whether anybody was reached."
          : { medium: "telephone", with: withWhom, reached: reached === "yes" }
      }
    >
      <Pick
        label="Rang"
        options={[
          { value: "patient", words: "The person" },
          { value: "carer", words: "A carer" },
          { value: "referrer", words: "The referrer" },
          { value: "other", words: "Other" },
        ]}
        value={withWhom}
        onChange={setWithWhom}
      />
      <Pick
        label="Reached"
        options={[
          { value: "yes", words: "Yes, spoke" },
          { value: "no", words: "No answer" },
        ]}
        value={reached}
        onChange={setReached}
      />
    </StepPanel>
  );
}

export function NotePanel(panel: PanelProps) {
  const id = useId();
  const [note, setNote] = useState("");
  return (
    <StepPanel
      {...panel}
      name="note"
      label="Add a note"
      button="Add the note"
      mayBeLate={false}
      body={() => (note.trim() === "" ? "Write the note." : { note: note.trim() })}
    >
      <FormField
        id={`${id}-note`}
        field={{
          name: "note",
          label: "Note",
          kind: "long-text",
          hint: "Kept apart from the record's codes, and erasable.",
        }}
        value={note}
        wrong={undefined}
        onChange={setNote}
      />
    </StepPanel>
  );
}
