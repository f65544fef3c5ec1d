/** Which period, broken down by what; and the same numbers as a file or on paper. In: what is picked and what is allowed. Out: the next pick. */
import { useState } from "react";
import type { ReportAnswer } from "@ucrt/schemas";
import { serverNowMs } from "../server-clock.ts";
import { codeInWords } from "../words.ts";
import { kindOf, lastFinished, nameOf, periodAt, periodKinds, periodsToPick, type PeriodKind } from "./periods.ts";

export interface ReportPickersProps {
  readonly period: string;
  readonly by: string;
  /** Undefined until the first answer. */
  readonly allowed: ReportAnswer["allowed"] | undefined;
  readonly csvAddress: string;
  readonly onPick: (next: { readonly period?: string; readonly by?: string }) => void;
}

const kindWords: Readonly<Record<PeriodKind, string>> = {
  month: "Month",
  quarter: "Quarter",
  year: "Year",
  week: "Week",
};

export function ReportPickers({ period, by, allowed, csvAddress, onPick }: ReportPickersProps) {
  const [nowMs] = useState(serverNowMs);
  const kind = kindOf(period);
  const running = periodAt(kind, nowMs);
  const offered = periodsToPick(kind, nowMs);
  const periods = offered.includes(period) ? offered : [period, ...offered];
  return (
    <div className="app-numbers__pickers">
      <Choice
        id="kind"
        words="Period"
        value={kind}
        options={periodKinds.map((option) => ({ value: option, words: kindWords[option] }))}
        // Weeks are kept for the whole area only.
        onChange={(chosen) =>
          onPick({ period: lastFinished(chosen as PeriodKind, nowMs), ...(chosen === "week" ? { by: "" } : {}) })
        }
      />
      <Choice
        id="period"
        words={kindWords[kind]}
        value={period}
        options={periods.map((option) => ({
          value: option,
          words: `${nameOf(option)}${option === running ? " (not over yet)" : ""}`,
        }))}
        onChange={(chosen) => onPick({ period: chosen })}
      />
      <Choice
        id="by"
        words="Broken down by"
        value={by}
        options={breakdownOptions(allowed, by, kind)}
        onChange={(chosen) => onPick({ by: chosen })}
      />
      <a className="app-button app-button--plain" href={csvAddress} download>
        Download CSV
      </a>
      <button type="button" className="app-button app-button--plain" onClick={() => window.print()}>
        Print
      </button>
      <OpenAll />
    </div>
  );
}

/** Opens every table, so that they are read and printed together; the last ones carry every definition. */
function OpenAll() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <button
      type="button"
      className="app-button app-button--quiet"
      aria-pressed={isOpen}
      onClick={() => {
        for (const details of document.querySelectorAll<HTMLDetailsElement>("#main details[data-holds=table]"))
          details.open = !isOpen;
        setIsOpen(!isOpen);
      }}
    >
      {isOpen ? "Close" : "Open"} all tables
    </button>
  );
}

interface Option {
  readonly value: string;
  readonly words: string;
}

function breakdownOptions(
  allowed: ReportAnswer["allowed"] | undefined,
  by: string,
  kind: PeriodKind,
): readonly Option[] {
  const none = { value: "", words: "Nothing" };
  if (kind === "week") return [none];
  if (allowed === undefined)
    return by === "" ? [none] : [none, { value: by, words: by.split(",").map(codeInWords).join(" and ") }];
  const nameOfOne = (id: string) => allowed.breakdowns.find((one) => one.id === id)?.name ?? codeInWords(id);
  return [
    none,
    ...allowed.breakdowns.map(({ id, name }) => ({ value: id, words: name })),
    ...allowed.pairs.map(([one, other]) => ({
      value: `${one},${other}`,
      words: `${nameOfOne(one)} and ${nameOfOne(other).toLowerCase()}`,
    })),
  ];
}

interface ChoiceProps {
  readonly id: string;
  readonly words: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

function Choice({ id, words, value, options, onChange }: ChoiceProps) {
  return (
    <div className="app-field">
      <label htmlFor={id}>{words}</label>
      <select id={id} className="nhsuk-select" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.words}
          </option>
        ))}
      </select>
    </div>
  );
}
