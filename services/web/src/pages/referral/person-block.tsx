/** Who the person is, when this caller may know; otherwise why not. In: the referral. Out: name, numbers, where to go, who referred. Opening it was written down. */
import { type Person, type ReferralView } from "@ucrt/schemas";
import { idInWords, needWords } from "../words.ts";

const hiddenWords: Readonly<Record<ReferralView["hidden"][number], string>> = {
  person:
    "Name, address and numbers are not shown to your role now. They open with an offer to your team, or by break-glass with a reason.",
  "access-notes": "Access notes open for the accepting team.",
};

export function PersonBlock({ view }: { readonly view: ReferralView }) {
  const { person, picture } = view;
  return (
    <section className="app-block" aria-labelledby="person">
      <h2 id="person">The person</h2>
      {view.hidden.map((what) => (
        <p key={what} className="app-block__hint">
          {hiddenWords[what]}
        </p>
      ))}
      {person === null ? null : <Identity person={person} />}
      <dl className="app-pairs">
        <Pair
          words="Need"
          value={[needWords[picture.need], ...picture.otherNeeds.map((need) => needWords[need])].join(", ")}
        />
        <Pair words="What happened" value={person?.narrative} />
        <Pair words="History" value={person?.history} />
        <Pair words="Medication" value={person?.medication} />
        <Pair words="Access" value={person?.accessNotes} />
        <Pair words="Scene" value={person?.sceneNotes} />
        <Pair words="Safeguarding" value={person?.safeguardingNotes} />
        <Pair words="Interpreter" value={person?.interpreterLanguage} />
        <Pair words="NEWS2" value={news2Words(view)} />
        <Pair
          words="Frailty scale"
          value={
            picture.answers.clinicalFrailtyScale === undefined
              ? undefined
              : `${picture.answers.clinicalFrailtyScale} of 9`
          }
        />
        <Pair
          words="Place by practice"
          value={
            picture.location.placesDisagree && picture.location.practicePlace !== null
              ? idInWords(picture.location.practicePlace)
              : undefined
          }
        />
        <Pair
          words="Data quality"
          value={
            picture.dataQuality.length === 0
              ? undefined
              : picture.dataQuality.map((note) => note.replaceAll("-", " ")).join("; ")
          }
        />
      </dl>
    </section>
  );
}

function Identity({ person }: { readonly person: Person }) {
  const { referrer } = person;
  const where = [...person.visitAddress.lines, person.visitAddress.postcode]
    .filter((line) => line !== undefined)
    .join(", ");
  return (
    <dl className="app-pairs">
      <Pair words="Name" value={person.name ?? "Not known"} />
      <Pair words="Date of birth" value={person.dateOfBirth} />
      <Pair words="NHS number" value={person.nhsNumber} />
      <Pair words="Phone" value={person.phone} tel />
      <Pair words="Where to go" value={where === "" ? person.visitAddress.what3words : where} />
      {person.contacts.map((contact) => (
        <Pair
          key={contact.phone}
          words={contact.relationship ?? "Contact"}
          value={`${contact.name ?? ""} ${contact.phone}`.trim()}
        />
      ))}
      <Pair words="Referrer" value={referrer.name} />
      <Pair words="Call back" value={referrer.callBack} tel />
      <Pair words="Bypass number" value={referrer.bypass} tel />
      <Pair words="Out of hours" value={referrer.outOfHours} tel />
    </dl>
  );
}

function Pair({
  words,
  value,
  tel = false,
}: {
  readonly words: string;
  readonly value: string | undefined;
  readonly tel?: boolean;
}) {
  if (value === undefined || value === "") return null;
  return (
    <div>
      <dt>{words}</dt>
      <dd>{tel ? <a href={`tel:${value.replace(/[^+0-9]/g, "")}`}>{value}</a> : value}</dd>
    </div>
  );
}

function news2Words({ picture }: ReferralView): string | undefined {
  const { news2 } = picture;
  if (news2 === null) return undefined;
  const ours =
    news2.total === null ? `at least ${news2.knownTotal}, missing ${news2.missing.join(", ")}` : String(news2.total);
  const theirs = news2.sentTotal === null || news2.sentTotal === news2.total ? "" : ` (sender said ${news2.sentTotal})`;
  return `${ours}${theirs}${news2.anyParameterThree ? ", one parameter at 3" : ""}`;
}
