/**
 * The end of a visit: how it ended (the question of admission avoidance), the summary for the GP, a breach reason only when there was a breach and nobody has given one,
 * who accepted onward only when that is not known. In: the row, the view. Out: the closure.
 */
import { breachReason, closeOutcome, type ReferralView } from "@ucrt/schemas";
import { useId, useState } from "react";
import { choice, codes } from "../commands/command-parts.ts";
import { FormField } from "../commands/form-field.tsx";
import { Pick, StepPanel, type PanelProps } from "./step-panel.tsx";

const outcomeWords: Readonly<Record<string, string>> = {
  "stayed-home": "Stayed at home",
  "virtual-ward": "Virtual ward",
  "community-bed": "Community bed",
  conveyed: "Taken to hospital",
  admitted: "Admitted",
  died: "Died",
  redirected: "Another service",
  duplicate: "Same as another referral",
  "patient-declined": "Did not want us",
  "not-reached": "Not reached",
  other: "Other",
};

/** A hand-back ends when a named person acknowledges it, not here. */
const offered = closeOutcome.options.filter((one) => one !== "handed-back");
const first = offered.slice(0, 6);
const others = offered.slice(6);
const wordsOf = (value: string) => ({ value, words: outcomeWords[value] ?? value });
const goesOnward: readonly string[] = ["virtual-ward", "community-bed"];

export function ClosePanel({ view, ...panel }: PanelProps & { readonly view: ReferralView | undefined }) {
  const id = useId();
  const { row } = panel;
  const [outcome, setOutcome] = useState("");
  const [isMore, setMore] = useState(false);
  const [summary, setSummary] = useState("to-be-sent");
  const [breach, setBreach] = useState("");
  const [name, setName] = useState("");
  const [note, setNote] = useState("");
  const asksBreach = hasBreachWithoutReason(view) ?? row.alarms.includes("two-hours-passed");
  const asksName =
    (view?.visit?.onward?.acceptedBy ?? null) === null &&
    (goesOnward.includes(outcome) || row.state === "onward-pending");
  return (
    <StepPanel
      {...panel}
      name="close"
      label="Close"
      button="Close the visit"
      body={() => {
        if (outcome === "") return "Choose how it ended.";
        if (asksBreach && breach === "") return "It was later than two hours: choose why.";
        if (goesOnward.includes(outcome) && asksName && name.trim() === "") return "Name who accepted there.";
        return {
          outcome,
          summary,
          ...(asksBreach ? { breachReason: breach } : {}),
          ...(asksName && name.trim() !== ""
            ? { onwardAcceptedBy: { name: name.trim(), role: "Receiving service", registration: null } }
            : {}),
          ...(note.trim() === "" ? {} : { note: note.trim() }),
        };
      }}
    >
      <Pick
        label="How it ended"
        options={(isMore ? [...first, ...others] : first).map(wordsOf)}
        value={outcome}
        onChange={setOutcome}
      />
      {isMore ? null : (
        <button type="button" className="app-button app-button--quiet" onClick={() => setMore(true)}>
          Something else
        </button>
      )}
      {asksName ? (
        <FormField
          id={`${id}-onward`}
          field={{ name: "name", label: "Accepted onward by", kind: "text", hint: "A named person of the service." }}
          value={name}
          wrong={undefined}
          onChange={setName}
        />
      ) : null}
      {asksBreach ? (
        <FormField
          id={`${id}-breach`}
          field={choice("breachReason", "Over two hours: why", codes(breachReason.options))}
          value={breach}
          wrong={undefined}
          onChange={setBreach}
        />
      ) : null}
      <Pick
        label="Summary for the GP"
        options={[
          { value: "to-be-sent", words: "Still to be sent" },
          { value: "sent", words: "Sent" },
          { value: "not-needed", words: "Not needed" },
        ]}
        value={summary}
        onChange={setSummary}
      />
      <FormField
        id={`${id}-note`}
        field={{ name: "note", label: "Note", kind: "long-text", isOptional: true }}
        value={note}
        wrong={undefined}
        onChange={setNote}
      />
    </StepPanel>
  );
}

/** Undefined while the referral was not opened here: then only the row can say. */
function hasBreachWithoutReason(view: ReferralView | undefined): boolean | undefined {
  const arrived = view?.history.findLast(({ type }) => type === "arrived");
  if (arrived === undefined) return undefined;
  return arrived.data["isBreach"] === true && (arrived.data["breachReason"] ?? null) === null;
}
