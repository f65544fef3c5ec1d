/** What may endanger the person or whoever goes, from an opened referral. In: the view. Out: lines in words; nothing where nothing is known. Each opening was written down. */
import type { ReferralView } from "@ucrt/schemas";
import { flagsInOrder } from "../board/flag-words.ts";
import { Pair } from "../referral/pair.tsx";

const sceneWords = {
  safe: undefined,
  unsafe: "Marked unsafe by the referrer",
  unknown: "Nobody has said whether it is safe",
};

export function Risks({ view }: { readonly view: ReferralView }) {
  const { person, picture, row } = view;
  const flags = flagsInOrder(row).map(({ words }) => words);
  return (
    <dl className="app-pairs">
      <Pair words="Flags">{flags.join(", ")}</Pair>
      <Pair words="Scene">
        {[sceneWords[picture.flags.sceneSafety], person?.sceneNotes].filter((part) => part !== undefined).join(". ")}
      </Pair>
      <Pair words="Safeguarding">{person?.safeguardingNotes}</Pair>
      <Pair words="About the flags">{person?.flagNotes}</Pair>
      <Pair words="Interpreter">{person?.interpreterLanguage}</Pair>
      <Pair words="Red flags">{redFlagsOf(view).join("; ")}</Pair>
    </dl>
  );
}

/** What the criteria found serious, in their own words. */
const redFlagsOf = ({ findings }: ReferralView): readonly string[] =>
  findings
    .filter(({ raises, result }) => raises !== null && result === "met")
    .map(({ wording }) => wording.replace(/\.$/, ""));
