/**
 * The frame of every step of a visit that asks something: the questions, when it happened if not now, what came of it. In: the step and its body. Out: kept or taken,
 * or a refusal in words where it was given. Without a signal it is kept with its time; who entered it late by hand says why, once.
 */
import { changeReason, type BoardRow, type CommandName } from "@ucrt/schemas";
import { useId, useState, type FormEvent, type ReactNode } from "react";
import type { Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { choice, codes } from "../commands/command-parts.ts";
import { FormField } from "../commands/form-field.tsx";
import { nearestInstant } from "../format.ts";
import { serverNowMs } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import type { GiveStep, Late, StepGiven } from "./use-visit-command.ts";

export interface StepPanelProps {
  readonly name: CommandName;
  /** Of the form, for those who hear it. */
  readonly label: string;
  readonly button: string;
  readonly kind?: "main" | "warning" | "plain";
  /** What is sent; a text when something is missing, in words. */
  readonly body: () => Readonly<Record<string, unknown>> | string;
  readonly give: GiveStep;
  readonly onGiven: (given: Exclude<StepGiven, { readonly kind: "refused" }>) => void;
  readonly onCancel: () => void;
  /** May have happened before now. @default true */
  readonly mayBeLate?: boolean;
  readonly children?: ReactNode;
}

export function StepPanel(props: StepPanelProps) {
  const { name, label, button, kind = "main", body, give, onGiven, onCancel, mayBeLate = true, children } = props;
  const id = useId();
  const lateAfterMs = useSession().board.lateEntryMinutes * 60_000;
  const [lateAt, setLateAt] = useState("");
  const [lateReason, setLateReason] = useState("");
  const [missing, setMissing] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [isSending, setSending] = useState(false);
  const happenedAtMs = nearestInstant(lateAt, serverNowMs());
  const needsReason = happenedAtMs !== undefined && serverNowMs() - happenedAtMs > lateAfterMs;

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const made = body();
    if (typeof made === "string") {
      setMissing(made);
      return;
    }
    if (needsReason && lateReason === "") {
      setMissing("Say why it is entered late.");
      return;
    }
    setMissing(undefined);
    setSending(true);
    const given = await give(name, made, lateOf(happenedAtMs, needsReason ? lateReason : undefined));
    setSending(false);
    if (given.kind === "refused") setRefusal(given.refusal);
    else onGiven(given);
  };

  return (
    <form className="app-command" aria-label={label} onSubmit={(event) => void send(event)} noValidate>
      <div className="app-command__fields">
        {children}
        {mayBeLate ? (
          <details className="app-details">
            <summary>It happened earlier</summary>
            <FormField
              id={`${id}-late-at`}
              field={{ name: "lateAt", label: "At", kind: "time", isOptional: true }}
              value={lateAt}
              wrong={undefined}
              onChange={setLateAt}
            />
            {needsReason ? (
              <FormField
                id={`${id}-late-reason`}
                field={choice("lateReason", "Why entered late", codes(changeReason.options))}
                value={lateReason}
                wrong={undefined}
                onChange={setLateReason}
              />
            ) : null}
          </details>
        ) : null}
      </div>
      {missing === undefined ? null : (
        <p className="app-field__error" role="alert">
          {missing}
        </p>
      )}
      {refusal === undefined ? null : <Refused refusal={refusal} />}
      <div className="app-command__buttons">
        <button type="submit" className={`app-button app-button--${kind} app-button--big`} disabled={isSending}>
          {isSending ? "Sending …" : button}
        </button>
        <button type="button" className="app-button app-button--quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function lateOf(happenedAtMs: number | undefined, lateReason: string | undefined): Late | undefined {
  if (happenedAtMs === undefined) return undefined;
  return { at: new Date(happenedAtMs).toISOString(), ...(lateReason === undefined ? {} : { lateReason }) };
}

/** What every panel is given. */
export interface PanelProps {
  readonly row: BoardRow;
  readonly give: GiveStep;
  readonly onGiven: StepPanelProps["onGiven"];
  readonly onCancel: () => void;
}

/** One of several, as large buttons: nothing to open, nothing to scroll. */
export interface PickProps {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly words: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function Pick({ label, options, value, onChange }: PickProps) {
  return (
    <fieldset className="app-pick">
      <legend>{label}</legend>
      <div className="app-pick__options">
        {options.map((option) => (
          <label
            key={option.value}
            className={`app-pick__option${value === option.value ? " app-pick__option--on" : ""}`}
          >
            <input
              type="radio"
              name={label}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            {option.words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
