/** What the criteria found, in words: first what matters, then everything else. In: the decision and its findings. Out: the outcome, and each criterion with its basis. */
import type { ReferralView } from "@ucrt/schemas";
import { outcomeWords, responseWords } from "../words.ts";

type FindingOfView = ReferralView["findings"][number];

const resultWords: Readonly<Record<string, string>> = {
  met: "Met",
  "not-met": "Not met",
  "not-met-attested": "Ruled out by the screen",
  unknown: "Not known",
};

export function Findings({ view }: { readonly view: ReferralView }) {
  const { decision } = view;
  const matters = view.findings.filter((finding) => finding.raises !== null || finding.asks);
  const others = view.findings.filter((finding) => finding.raises === null && !finding.asks);
  return (
    <section className="app-block" aria-labelledby="findings">
      <h2 id="findings">What the criteria say</h2>
      {decision === null ? (
        <p>The criteria have not answered yet. The referral is on the board in its own right.</p>
      ) : (
        <>
          <p>
            <span className={`app-outcome app-outcome--${decision.outcome}`}>{outcomeWords[decision.outcome]}</span> ·{" "}
            {responseWords[decision.response]}
            {decision.cappedBy === null ? "" : ` · limited by ${decision.cappedBy}`}
          </p>
          <p className="app-block__hint">
            Advice; a registered clinician decides. Set {decision.criteriaSet.version}
            {decision.criteriaSet.isApproved ? "" : ", not clinically approved"}.
          </p>
        </>
      )}
      {matters.length === 0 ? null : <List findings={matters} />}
      {others.length === 0 ? null : (
        <details className="app-details">
          <summary>{others.length} more criteria, none of concern</summary>
          <List findings={others} />
        </details>
      )}
    </section>
  );
}

function List({ findings }: { readonly findings: readonly FindingOfView[] }) {
  return (
    <ul className="app-findings">
      {findings.map((finding) => (
        <li key={finding.criterion}>
          <span className={`app-finding app-finding--${finding.raises ?? (finding.asks ? "ask" : finding.result)}`}>
            {finding.asks && finding.result === "unknown" ? "To ask" : (resultWords[finding.result] ?? finding.result)}
          </span>
          <span>
            <strong>{finding.criterion}</strong> {finding.wording}
            {finding.value === null ? null : (
              <span className="app-row__small"> Seen: {seenInWords(finding.value)}.</span>
            )}
            <span className="app-findings__basis">{finding.basis}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Names of fields as words: `fall.onFloorNow unknown` as `fall on floor now unknown`; numbers stay. */
const seenInWords = (value: string): string =>
  value.replaceAll(/\b[a-z][a-z0-9]*(?:[A-Z.][A-Za-z0-9]*)+\b/g, (name) =>
    name
      .replaceAll(".", " ")
      .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase(),
  );
