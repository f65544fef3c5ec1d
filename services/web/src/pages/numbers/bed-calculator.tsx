/**
 * What avoided admissions might be worth, with every assumption in the reader's hands: £308 is only ever what the paper states.
 * In: nothing from the service, on purpose: counts reported by staff are never multiplied by money on their own. Out: a low and a high sum, and how each comes about.
 */
import { useId, useState } from "react";

/** "£308 per bed", founding paper 2022; its unit is not stated. */
const poundsStated = 308;

const pounds = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP", maximumFractionDigits: 0 });
const plain = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

interface Assumption {
  readonly key: "admissions" | "days" | "pounds";
  readonly words: string;
  readonly most: number;
}

const assumptions: readonly Assumption[] = [
  { key: "admissions", words: "Admissions avoided in the period", most: 100_000 },
  { key: "days", words: "Bed days for each admission", most: 365 },
  { key: "pounds", words: "£ for each bed day", most: 100_000 },
];

type Entered = Readonly<Record<Assumption["key"], string>>;
const atFirst: Entered = { admissions: "", days: "", pounds: String(poundsStated) };

/** `caption`: the service's own sentence; the same words where it sends none. */
export function BedCalculator({ caption }: { readonly caption: string | undefined }) {
  const [low, setLow] = useState(atFirst);
  const [high, setHigh] = useState(atFirst);
  return (
    <section className="app-card" aria-labelledby="beds">
      <h2 id="beds">What it might be worth: £{poundsStated}</h2>
      <p className="app-card__says">
        {caption ?? `£${poundsStated} per bed, as stated in the paper; unit not stated; not cash-releasing`}. Nothing is
        filled in for you: the counts on this page are reported, not proven.
      </p>
      <p>
        This calculator takes the figure as pounds for one bed day. That is an assumption; change it if yours differs.
      </p>
      <div className="app-calculator">
        <Column words="Low" entered={low} onEntered={setLow} />
        <Column words="High" entered={high} onEntered={setHigh} />
      </div>
    </section>
  );
}

interface ColumnProps {
  readonly words: string;
  readonly entered: Entered;
  readonly onEntered: (entered: Entered) => void;
}

function Column({ words, entered, onEntered }: ColumnProps) {
  const id = useId();
  const numbers = assumptions.map(({ key, most }) => readNumber(entered[key], most));
  return (
    <fieldset className="app-calculator__column">
      <legend>{words}</legend>
      {assumptions.map(({ key, words: asks, most }) => (
        <div key={key} className="app-field">
          <label htmlFor={`${id}-${key}`}>{asks}</label>
          <input
            id={`${id}-${key}`}
            className="nhsuk-input"
            inputMode="decimal"
            autoComplete="off"
            value={entered[key]}
            onChange={(event) => onEntered({ ...entered, [key]: event.target.value })}
            aria-invalid={entered[key] !== "" && readNumber(entered[key], most) === undefined}
          />
        </div>
      ))}
      <output htmlFor={assumptions.map(({ key }) => `${id}-${key}`).join(" ")}>{resultOf(numbers)}</output>
    </fieldset>
  );
}

/** A number of nought or more; undefined when it is none. */
function readNumber(text: string, most: number): number | undefined {
  const number = Number(text.trim().replaceAll(",", ""));
  return text.trim() === "" || !Number.isFinite(number) || number < 0 || number > most ? undefined : number;
}

function resultOf([admissions, days, each]: readonly (number | undefined)[]): string {
  if (admissions === undefined || days === undefined || each === undefined) return "Enter all three to see a sum.";
  return `${plain.format(admissions)} × ${plain.format(days)} × ${pounds.format(each)} = ${pounds.format(admissions * days * each)}`;
}
