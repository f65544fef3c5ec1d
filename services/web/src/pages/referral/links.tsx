/**
 * Other referrals of perhaps the same person. In: the referral. Out: each with its number and how it stands, to link, to unlink, to open; and a way to link by number.
 * The system only suggests; whoever presses decides, and it can be taken back.
 */
import { readReferralNumber, referralNumberOf } from "@ucrt/domain/referral-number";
import { commandAnswer, searchAnswer, type ReferralView } from "@ucrt/schemas";
import { useId, useState, type FormEvent } from "react";
import { Link } from "react-router";
import { newRequestId, post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { codeInWords } from "../words.ts";

type LinkOfView = ReferralView["links"][number];

const standing: Readonly<Record<LinkOfView["status"], string>> = {
  suggested: "perhaps the same person",
  linked: "the same person",
  unlinked: "not the same person",
};

export function Links({ view, onChanged }: { readonly view: ReferralView; readonly onChanged: () => void }) {
  const [refusal, setRefusal] = useState<Refusal>();
  const mayLink = view.may.includes("link");
  if (view.links.length === 0 && !mayLink) return null;
  const give = async (name: "link" | "unlink", other: string) => {
    const path = `/api/referrals/${view.referralId}/${name}`;
    const answered = await post(path, { other }, commandAnswer, { requestId: newRequestId() });
    setRefusal(answered.ok ? undefined : answered.refusal);
    onChanged();
  };
  return (
    <section className="app-block" aria-labelledby="links">
      <h2 id="links">Same person?</h2>
      <ul className="app-links">
        {view.links.map((link) => (
          <li key={link.other}>
            <Link to={`/referrals/${link.other}`} className="app-number">
              {referralNumberOf(link.other)}
            </Link>
            , {standing[link.status]}: same {codeInWords(link.basis).toLowerCase()}{" "}
            {mayLink && link.status !== "linked" ? (
              <button
                type="button"
                className="app-button app-button--small app-button--plain"
                onClick={() => void give("link", link.other)}
              >
                Link
              </button>
            ) : null}{" "}
            {view.may.includes("unlink") && link.status !== "unlinked" ? (
              <button
                type="button"
                className="app-button app-button--small app-button--quiet"
                onClick={() => void give("unlink", link.other)}
              >
                {link.status === "linked" ? "Unlink" : "Not the same"}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {mayLink ? <LinkByNumber onLink={(other) => void give("link", other)} onRefused={setRefusal} /> : null}
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </section>
  );
}

function LinkByNumber({
  onLink,
  onRefused,
}: {
  readonly onLink: (other: string) => void;
  readonly onRefused: (refusal: Refusal | undefined) => void;
}) {
  const id = useId();
  const [number, setNumber] = useState("");
  const [words, setWords] = useState("");
  const find = async (event: FormEvent) => {
    event.preventDefault();
    if (readReferralNumber(number) === undefined)
      return setWords("A referral number is UCR- and eight letters or digits.");
    const answered = await post("/api/referrals/search", { referralNumber: number.trim() }, searchAnswer);
    onRefused(answered.ok ? undefined : answered.refusal);
    if (!answered.ok) return undefined;
    const [only, another] = answered.value.rows;
    if (only === undefined) return setWords("No referral has this number.");
    if (another !== undefined) return setWords("Two referrals have this number: open one by search.");
    setWords("");
    setNumber("");
    return onLink(only.referralId);
  };
  return (
    <form className="app-links__by-number" onSubmit={(event) => void find(event)}>
      <label htmlFor={id}>Link with number</label>
      <input
        id={id}
        className="nhsuk-input"
        type="text"
        autoComplete="off"
        value={number}
        onChange={(event) => setNumber(event.target.value)}
      />
      <button type="submit" className="app-button app-button--small app-button--plain">
        Find and link
      </button>
      {words === "" ? null : <span role="alert">{words}</span>}
    </form>
  );
}
