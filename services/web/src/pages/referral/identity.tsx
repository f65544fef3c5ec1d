/** Name, numbers, where to go, whom to ring. In: a person that this caller may see. Out: markup. */
import type { Person } from "@ucrt/schemas";
import { onLocalDate } from "../format.ts";
import { inOrderOfRank } from "./contacts.ts";
import { Pair, Phone, phoneOf } from "./pair.tsx";

export function Identity({ person }: { readonly person: Person }) {
  const { referrer } = person;
  return (
    <dl className="app-pairs">
      <Pair words="Name">{person.name ?? "Not known"}</Pair>
      <Pair words="Date of birth">
        {person.dateOfBirth === undefined ? undefined : onLocalDate(person.dateOfBirth)}
      </Pair>
      <Pair words="NHS number">{person.nhsNumber}</Pair>
      <Pair words="Phone">{phoneOf(person.phone)}</Pair>
      <WhereToGo address={person.visitAddress} />
      <Contacts contacts={person.contacts} />
      <Pair words="Referrer">{referrer.name}</Pair>
      <Pair words="Call back">{phoneOf(referrer.callBack)}</Pair>
      <Pair words="Bypass number">{phoneOf(referrer.bypass)}</Pair>
      <Pair words="Out of hours">{phoneOf(referrer.outOfHours)}</Pair>
    </dl>
  );
}

/** The address; and where there is none, everything else that leads there. */
function WhereToGo({ address }: { readonly address: Person["visitAddress"] }) {
  const { lines, postcode, what3words, uprn, latitude, longitude } = address;
  const hasLines = lines.length > 0;
  return (
    <>
      <Pair words="Where to go">
        {hasLines
          ? [...lines, postcode].filter((line) => line !== undefined).join(", ")
          : `No address given${postcode === undefined ? "" : `, postcode ${postcode}`}`}
      </Pair>
      <Pair words="what3words">{what3words}</Pair>
      <Pair words="UPRN">{hasLines ? undefined : uprn}</Pair>
      <Pair words="Coordinates">
        {hasLines || latitude === undefined || longitude === undefined ? undefined : `${latitude}, ${longitude}`}
      </Pair>
    </>
  );
}

function Contacts({ contacts }: { readonly contacts: Person["contacts"] }) {
  const ordered = inOrderOfRank(contacts);
  if (ordered.length === 0) return null;
  return (
    <div>
      <dt>{ordered.length === 1 ? "Contact" : "Contacts"}</dt>
      <dd>
        <ol className="app-contacts">
          {ordered.map(({ contact, rank }) => (
            <li key={`${contact.phone} ${contact.name ?? ""}`}>
              {rank === undefined ? null : <strong>{rank}: </strong>}
              {[contact.name, contact.relationship].filter((part) => part !== undefined).join(", ")}{" "}
              <Phone number={contact.phone} />
            </li>
          ))}
        </ol>
      </dd>
    </div>
  );
}
