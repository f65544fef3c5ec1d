/** A question with three answers for the keyboard: y, n and u answer, arrows move, Tab goes on. In: the answer so far. Out: changes. */
import { codeInWords } from "../words.ts";

export interface YesNoProps {
  readonly name: string;
  readonly words: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

const keys: Readonly<Record<string, string>> = { y: "yes", n: "no", u: "unknown" };

export function YesNo({ name, words, value, onChange }: YesNoProps) {
  return (
    <div
      className="app-answers"
      role="radiogroup"
      aria-labelledby={`${name}-question`}
      onKeyDown={(event) => {
        const answer = keys[event.key.toLowerCase()];
        if (answer === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        onChange(answer);
      }}
    >
      <span className="app-answers__question" id={`${name}-question`}>
        {words}
      </span>
      <span className="app-answers__choices">
        {(["yes", "no", "unknown"] as const).map((each) => (
          <label key={each}>
            <input type="radio" name={name} value={each} checked={value === each} onChange={() => onChange(each)} />
            {each === "unknown" ? "Not known" : codeInWords(each)}
          </label>
        ))}
      </span>
    </div>
  );
}
