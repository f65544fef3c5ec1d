/** Who the person is, when this caller may know; otherwise why not. In: the referral. Out: name, numbers, where to go, who referred, what is known. Opening it was written down. */
import type { ReferralView } from "@ucrt/schemas";
import { onLocalDate } from "../format.ts";
import { useOrganisationName } from "../organisation-names.tsx";
import { idInWords, needWords } from "../words.ts";
import { BreakGlass } from "./break-glass.tsx";
import { Identity } from "./identity.tsx";
import { Pair } from "./pair.tsx";
import { SenderCodes } from "./sender-codes.tsx";

const hiddenWords: Readonly<Record<ReferralView["hidden"][number], string>> = {
  person:
    "Name, address and numbers are not shown to your role now. They open with an offer to your team, or by break-glass with a reason.",
  "access-notes": "Access notes open for the accepting team, or by break-glass with a reason.",
};

export interface PersonBlockProps {
  readonly view: ReferralView;
  /** What was hidden may be read now. */
  readonly onOpened: () => void;
}

export function PersonBlock({ view, onOpened }: PersonBlockProps) {
  const { person, picture } = view;
  const { clinicalFrailtyScale } = picture.answers;
  return (
    <section className="app-block" aria-labelledby="person">
      <h2 id="person">The person</h2>
      {view.hidden.map((what) => (
        <p key={what} className="app-block__hint">
          {hiddenWords[what]}
        </p>
      ))}
      {view.hidden.length === 0 ? null : <BreakGlass referralId={view.referralId} onOpened={onOpened} />}
      {person === null ? null : <Identity person={person} />}
      <dl className="app-pairs">
        <Pair words="Need">
          {[needWords[picture.need], ...picture.otherNeeds.map((need) => needWords[need])].join(", ")}
        </Pair>
        <Pair words="What happened">{person?.narrative}</Pair>
        <Pair words="History">{person?.history}</Pair>
        <Pair words="Medication">{person?.medication}</Pair>
        <Pair words="Access">{person?.accessNotes}</Pair>
        <Pair words="Scene">{person?.sceneNotes}</Pair>
        <Pair words="Safeguarding">{person?.safeguardingNotes}</Pair>
        <Pair words="About the flags">{person?.flagNotes}</Pair>
        <Pair words="Advance plan">{planWords(view)}</Pair>
        <Pair words="Interpreter">{person?.interpreterLanguage}</Pair>
        <Pair words="NEWS2">{news2Words(view)}</Pair>
        <Pair words="Frailty scale">
          {clinicalFrailtyScale === undefined ? undefined : `${clinicalFrailtyScale} of 9`}
        </Pair>
        {picture.practice === null ? null : <Practice code={picture.practice} />}
        <Pair words="Place by practice">
          {picture.location.placesDisagree && picture.location.practicePlace !== null
            ? idInWords(picture.location.practicePlace)
            : undefined}
        </Pair>
        <Pair words="Data quality">
          {picture.dataQuality.length === 0
            ? undefined
            : picture.dataQuality.map((note) => note.replaceAll("-", " ")).join("; ")}
        </Pair>
      </dl>
      <SenderCodes codes={person?.senderCodes ?? []} />
    </section>
  );
}

function Practice({ code }: { readonly code: string }) {
  const nameOf = useOrganisationName();
  const name = nameOf(code);
  return <Pair words="GP practice">{name === code ? code : `${name} (${code})`}</Pair>;
}

function planWords({ picture }: ReferralView): string | undefined {
  const plan = picture.answers.advancePlan;
  if (plan === undefined) return undefined;
  const kind = plan.kind === "other" ? "A plan" : plan.kind;
  return [
    `${kind}${plan.date === undefined ? "" : ` of ${onLocalDate(plan.date)}`}`,
    plan.seenByNamedPerson ? "seen by a named person" : "not seen by a named person",
    `treat at home: ${answerWords(plan.treatAtHome)}`,
    `covers this event: ${answerWords(plan.coversThisEvent)}`,
  ].join("; ");
}

const answerWords = (answer: string): string => (answer === "unknown" ? "not known" : answer);

function news2Words({ picture }: ReferralView): string | undefined {
  const { news2 } = picture;
  if (news2 === null) return undefined;
  const ours =
    news2.total === null ? `at least ${news2.knownTotal}, missing ${news2.missing.join(", ")}` : String(news2.total);
  const theirs = news2.sentTotal === null || news2.sentTotal === news2.total ? "" : ` (sender said ${news2.sentTotal})`;
  return `${ours}${theirs}${news2.anyParameterThree ? ", one parameter at 3" : ""}`;
}
