/** What a number means and how complete it is, next to the number. In: definitions as served. Out: a disclosure that the keyboard reaches; how complete shows before it is opened. */
import type { ReportMeasure } from "@ucrt/schemas";

/** As served. */
export type Meaning = Pick<ReportMeasure, "id" | "name" | "definition" | "completePercent" | "completeWords">;

export function Meanings({ meanings, of }: { readonly meanings: readonly Meaning[]; readonly of: string }) {
  if (meanings.length === 0) return null;
  const least = leastComplete(meanings);
  return (
    <details className="app-more">
      <summary>
        <span className="nhsuk-u-visually-hidden">{of}: </span>
        Definition{least === undefined ? "" : ` · ${least}\u00a0% complete`}
      </summary>
      <dl className="app-meaning">
        {meanings.map((meaning) => (
          <div key={meaning.id}>
            <dt>{meaning.name}</dt>
            <dd>
              {meaning.definition}
              <span className="app-meaning__complete">{completeness(meaning)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** The weakest of the numbers shown together is what the reader must know. */
function leastComplete(meanings: readonly Meaning[]): number | undefined {
  const known = meanings.flatMap(({ completePercent }) =>
    typeof completePercent === "number" ? [completePercent] : [],
  );
  return known.length === 0 ? undefined : Math.min(...known);
}

function completeness({ completePercent, completeWords }: Meaning): string {
  const share =
    completePercent === null
      ? completeWords === null
        ? "Complete by how it is counted."
        : "Completeness: nothing to judge in this period."
      : completePercent === "*"
        ? "Completeness: hidden, too few."
        : `Completeness: ${completePercent}\u00a0%.`;
  return completeWords === null ? share : `${share} ${completeWords}`;
}
