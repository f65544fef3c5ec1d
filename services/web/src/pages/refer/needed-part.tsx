/** What the criteria still need, and what was asked so far. In: the form, what is shown. Out: one question or group for each, in the order of a visit. */
import { BigChoices, BigField } from "./big-fields.tsx";
import { questionsOf } from "./form-words.ts";
import type { FormState } from "./use-form.ts";

export function NeededPart({ form }: { readonly form: FormState }) {
  const { answers, answer, shown, feed, wrong } = form;
  const questions = questionsOf(feed);
  const asked = Object.entries(questions).filter(([input]) => shown.has(input));
  if (asked.length === 0 && !shown.has("age") && !shown.has("observations")) return null;
  return (
    <section className="app-part" aria-labelledby="needed">
      <h2 id="needed">What the criteria still need</h2>
      {shown.has("age") ? (
        <BigField
          name="ageYears"
          label="Age in years"
          hint="A guess will do"
          inputMode="numeric"
          value={answers["ageYears"]}
          wrong={wrong["estimatedAgeYears"] ?? wrong["ageYears"]}
          onChange={(value) => answer("ageYears", value)}
        />
      ) : null}
      {asked.map(([input, { name, words, choices }]) => (
        <BigChoices
          key={input}
          name={name}
          question={words}
          choices={choices}
          value={answers[name]}
          onChange={(value) => answer(name, value)}
        />
      ))}
      {shown.has("category") ? (
        <BigChoices
          name="arpCategory"
          question="Ambulance category"
          choices={["C1", "C2", "C3", "C4", "C5"].map((value) => ({ value, words: value }))}
          value={answers["arpCategory"]}
          onChange={(value) => answer("arpCategory", value)}
        />
      ) : null}
      {shown.has("observations") ? <Observations form={form} /> : null}
    </section>
  );
}

const numbers = [
  { name: "respirations", label: "Breaths a minute", field: "respirationsPerMinute", mode: "numeric" },
  { name: "saturation", label: "Oxygen saturation %", field: "oxygenSaturationPercent", mode: "numeric" },
  { name: "systolic", label: "Systolic mmHg", field: "systolicMmHg", mode: "numeric" },
  { name: "pulse", label: "Pulse a minute", field: "pulsePerMinute", mode: "numeric" },
  { name: "temperature", label: "Temperature °C", field: "temperatureCelsius", mode: "decimal" },
] as const;

function Observations({ form }: { readonly form: FormState }) {
  const { answers, answer, wrong } = form;
  return (
    <fieldset className="app-observations">
      <legend>A full set of observations, taken now</legend>
      <div className="app-observations__numbers">
        {numbers.map(({ name, label, field, mode }) => (
          <BigField
            key={name}
            name={name}
            label={label}
            inputMode={mode}
            value={answers[name]}
            wrong={wrong[field]}
            onChange={(value) => answer(name, value)}
          />
        ))}
      </div>
      <BigChoices
        name="onOxygen"
        question="On oxygen?"
        choices={[
          { value: "no", words: "On air" },
          { value: "yes", words: "On oxygen" },
        ]}
        value={answers["onOxygen"]}
        onChange={(value) => answer("onOxygen", value)}
      />
      <BigChoices
        name="consciousness"
        question="Consciousness"
        columns="tiles"
        choices={[
          { value: "alert", words: "Alert" },
          { value: "new-confusion", words: "New confusion" },
          { value: "voice", words: "Voice" },
          { value: "pain", words: "Pain" },
          { value: "unresponsive", words: "Unresponsive" },
        ]}
        value={answers["consciousness"]}
        onChange={(value) => answer("consciousness", value)}
      />
    </fieldset>
  );
}
