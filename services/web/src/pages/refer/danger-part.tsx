/** What is asked before anything else: still on the floor, and red flags. In: answers. Out: changes. One tap says that all were looked for and none was found. */
import { redFlag } from "@ucrt/schemas";
import { atNear } from "../format.ts";
import { serverNowMs } from "../server-clock.ts";
import { BigChoices } from "./big-fields.tsx";
import { flagInWords, type FormWords } from "./form-words.ts";
import type { FormState } from "./use-form.ts";

const minuteMs = 60_000;
const sinceChoices = [
  { value: "10", words: "10 min" },
  { value: "30", words: "30 min" },
  { value: "60", words: "1 hour" },
  { value: "120", words: "2 hours" },
  { value: "240", words: "4 hours" },
  { value: "480", words: "Longer" },
] as const;

export function FloorQuestion({ form, words }: { readonly form: FormState; readonly words: FormWords }) {
  const { answers, answer } = form;
  return (
    <>
      <BigChoices
        name="onFloorNow"
        question={`Is ${words.who} still on the floor?`}
        choices={[
          { value: "yes", words: "Yes" },
          { value: "no", words: "No" },
          { value: "unknown", words: "Not known" },
        ]}
        value={answers["onFloorNow"]}
        onChange={(value) => answer("onFloorNow", value)}
      />
      {answers["onFloorNow"] === "yes" ? (
        <BigChoices
          name="onFloorFor"
          question="For about how long?"
          choices={sinceChoices}
          value={answers["onFloorFor"]}
          onChange={(value) => {
            answer("onFloorFor", value);
            // A time, not a length: the longer it takes to send this, the longer it has been.
            answer("onFloorSince", new Date(serverNowMs() - Number(value) * minuteMs).toISOString());
          }}
        >
          {answers["onFloorSince"] === undefined ? null : (
            <p className="app-ask__hint">Since about {atNear(Date.parse(answers["onFloorSince"]), serverNowMs())}.</p>
          )}
        </BigChoices>
      ) : null}
    </>
  );
}

const screens = [
  { value: "none", words: "Yes, found none" },
  { value: "some", words: "Yes, found some" },
  { value: "no", words: "No" },
] as const;

export function ScreenQuestion({ form, words }: { readonly form: FormState; readonly words: FormWords }) {
  const { answers, found, answer, setFound, feed } = form;
  const flags = redFlag.options.map((flag) => ({ flag, words: flagInWords(flag, feed) }));
  return (
    <>
      <BigChoices
        name="screen"
        question={words.screened}
        choices={screens}
        value={answers["screen"]}
        onChange={(value) => {
          answer("screen", value);
          answer("screened", value === "no" ? "no" : "yes");
          answer("screenedAt", new Date(serverNowMs()).toISOString());
          if (value === "none") setFound([]);
        }}
      />
      {answers["screen"] === "some" ? (
        <fieldset className="app-flags">
          <legend>Tick what you found</legend>
          {found.length > 0 ? null : (
            <p className="app-wrong">Nothing is ticked yet. This counts as answered once something is.</p>
          )}
          {flags.map(({ flag, words: name }) => (
            <label key={flag} className="app-flags__flag">
              <input
                type="checkbox"
                checked={found.includes(flag)}
                onChange={(event) =>
                  setFound(event.target.checked ? [...found, flag] : found.filter((each) => each !== flag))
                }
              />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      ) : (
        <details className="app-details">
          <summary>What is on the list ({flags.length})</summary>
          <ul className="app-flags__list">
            {flags.map(({ flag, words: name }) => (
              <li key={flag}>{name}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
