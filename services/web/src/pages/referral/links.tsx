/**
 * Other referrals of perhaps the same person. In: the referral. Out: each with its number and how it stands, to link, to unlink, to open; and a way to link by number.
 * The system only suggests; whoever presses decides, and it can be taken back.
 */
import { readReferralNumber, referralNumberOf } from "@ucrt/domain/referral-number";
import { searchAnswer, type CommandName, type ReferralView } from "@ucrt/schemas";
import { useId, useState, type FormEvent } from "react";
import { Link } from "react-router";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { UndoOffer } from "../commands/undo.tsx";
import { useGiveCommand } from "../commands/use-give-command.ts";
import { codeInWords } from "../words.ts";

type LinkOfView = ReferralView["links"][number];

const standing: Readonly<Record<LinkOfView["status"], string>> = {
  suggested: "perhaps the same person",
  linked: "the same person",
  unlinked: "not the same person",
};

/** What is done, and undone, here and not among the other commands of a referral. */
export const isLinking = (name: CommandName): boolean => name === "link" || name === "unlink";

export function Links({ view, onChanged }: { readonly view: ReferralView; readonly onChanged: () => void }) {
  const [refusal, setRefusal] = useState<Refusal>();
  const giveCommand = useGiveCommand();
  const mayLink = view.may.includes("link");
  if (view.links.length === 0 && !mayLink) return null;
  const give = async (name: "link" | "unlink", other: string) => {
    const before = view.links.find((link) => link.other === other)?.status;
    const answered = await giveCommand(name, view.row, { other }, before);
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
      <p role="status">
        <UndoOffer referralId={view.referralId} isOf={isLinking} />
      </p>
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
