/** What a referral needs beside the criteria: the case's number, how to ring back, and, when it is known, who the person is. In: the form. Out: changes. */
import { alternative } from "@ucrt/schemas";
import { codeInWords } from "../words.ts";
import { BigChoices, BigField, type Choice } from "./big-fields.tsx";
import type { FormWords } from "./form-words.ts";
import type { FormState } from "./use-form.ts";

const coded = (values: readonly string[]): readonly Choice[] =>
  values.map((value) => ({ value, words: codeInWords(value) }));

export function SendPart({ form, words }: { readonly form: FormState; readonly words: FormWords }) {
  const { answers, wrong, answer, feed } = form;
  const text = (name: string, label: string, more: Partial<Parameters<typeof BigField>[0]> = {}) => (
    <BigField
      key={name}
      name={name}
      label={label}
      value={answers[name]}
      wrong={wrong[name]}
      onChange={(value) => answer(name, value)}
      {...more}
    />
  );
  return (
    <>
      <section className="app-part" aria-labelledby="you">
        <h2 id="you">You</h2>
        {text("caseId", words.caseId, {
          isOptional: words.isCaseIdOptional,
          wrong: wrong["incidentNumber"] ?? wrong["encounterNumber"] ?? wrong["journeyNumber"] ?? wrong["reference"],
        })}
        {feed === "ambulance" ? text("callSign", "Call sign") : null}
        <FeedChoice form={form} />
        {feed === "community" ? text("callerName", "Your name", { isOptional: true }) : null}
        {text("callBack", "Number to ring you back", {
          inputMode: "tel",
          hint: "Kept on this device for your next referral",
        })}
        <details className="app-details">
          <summary>Another number past any menu, or at night</summary>
          {text("bypass", "Number past any menu", { isOptional: true, inputMode: "tel" })}
          {text("outOfHours", "Number out of hours", { isOptional: true, inputMode: "tel" })}
        </details>
      </section>
      <section className="app-part" aria-labelledby="person">
        <h2 id="person">Who it is, as far as you know</h2>
        {text("name", "Name", { isOptional: true })}
        {text("nhsNumber", "NHS number", { isOptional: true, inputMode: "numeric" })}
        {text("dateOfBirth", "Date of birth", { isOptional: true, hint: "Year first, as 1941-03-27" })}
        <BigChoices
          name="sex"
          question="Sex"
          choices={coded(["female", "male", "other", "unknown"])}
          value={answers["sex"]}
          onChange={(value) => answer("sex", value)}
        />
        <details className="app-details">
          <summary>What happened, how to get in, anything else</summary>
          {text("narrative", "What happened", { isOptional: true, isLong: true })}
          {text("patientPhone", "Telephone at the place", {
            isOptional: true,
            inputMode: "tel",
            wrong: wrong["phone"],
          })}
          {text("accessNotes", "How to get in", {
            isOptional: true,
            hint: "Key safe and code: only the team that accepts sees it",
          })}
          {text("practice", "Practice code", { isOptional: true })}
          <BigChoices
            name="sceneSafety"
            question="Is the scene safe?"
            choices={coded(["safe", "unsafe", "unknown"])}
            value={answers["sceneSafety"]}
            onChange={(value) => answer("sceneSafety", value)}
          />
          <BigChoices
            name="safeguarding"
            question="A safeguarding concern?"
            choices={coded(["no", "yes", "unknown"])}
            value={answers["safeguarding"]}
            onChange={(value) => answer("safeguarding", value)}
          />
          <BigChoices
            name="alternative"
            question="What if this team could not come?"
            choices={coded(alternative.options)}
            value={answers["alternative"]}
            onChange={(value) => answer("alternative", value)}
          />
        </details>
      </section>
    </>
  );
}

/** Where in the hospital, which practice service, what kind of place is calling. */
function FeedChoice({ form: { feed, answers, answer } }: { readonly form: FormState }) {
  switch (feed) {
    case "ambulance":
      return null;
    case "hospital":
      return (
        <BigChoices
          name="department"
          question="Department"
          choices={[
            { value: "emergency-department", words: "ED" },
            { value: "sdec", words: "SDEC" },
            { value: "ward", words: "Ward" },
          ]}
          value={answers["department"] ?? "emergency-department"}
          onChange={(value) => answer("department", value)}
        />
      );
    case "primary-care":
      return (
        <BigChoices
          name="service"
          question="Service"
          choices={[
            { value: "gp", words: "Practice" },
            { value: "nhs-111", words: "NHS 111" },
            { value: "out-of-hours", words: "Out of hours" },
          ]}
          value={answers["service"] ?? "gp"}
          onChange={(value) => answer("service", value)}
        />
      );
    case "community":
      return (
        <BigChoices
          name="communityService"
          question="You are from"
          columns={2}
          choices={coded([
            "care-home",
            "telecare",
            "social-care",
            "mental-health",
            "hospice",
            "voluntary-sector",
            "community-health",
            "carer",
          ])}
          value={answers["communityService"] ?? "care-home"}
          onChange={(value) => answer("communityService", value)}
        />
      );
  }
}
