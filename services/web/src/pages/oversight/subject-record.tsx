/** One referral of a person, whole, to be read or printed: who, what was said, what happened, who looked. In: a record. Out: blocks. */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import { roleInWords, type SubjectAccessAnswer } from "@ucrt/schemas";
import { onDayAndTime } from "../format.ts";
import { useOrganisationName } from "../organisation-names.tsx";
import { Identity } from "../referral/identity.tsx";
import { Pair } from "../referral/pair.tsx";
import { codeInWords, idInWords, needWords, sourceWords, stateWords } from "../words.ts";
import { lookWords } from "./look-words.ts";

type Record = SubjectAccessAnswer["referrals"][number];

export function SubjectRecord({ record }: { readonly record: Record }) {
  const { person, picture } = record;
  const nameOf = useOrganisationName();
  const number = referralNumberOf(record.referralId);
  return (
    <section className="app-subject__record" aria-label={`Referral ${number}`}>
      <h3 className="app-report__part">
        Referral <span className="app-number">{number}</span>, {onDayAndTime(record.receivedAt)}
      </h3>
      {record.isNumberVerified ? null : (
        <p className="app-wrong">
          Nobody has verified that this NHS number is this person's. Make sure that it is the same person.
        </p>
      )}
      <div className="app-block">
        <h4 className="app-block__part">The person</h4>
        <Identity person={person} />
        <dl className="app-pairs">
          <Pair words="How to get in">{person.accessNotes}</Pair>
          <Pair words="What was said">{person.narrative}</Pair>
        </dl>
        <h4 className="app-block__part">The referral</h4>
        <dl className="app-pairs">
          <Pair words="From">
            {sourceWords[record.source]}, {nameOf(record.senderOrganisation)}
            {record.senderName === null ? "" : `, ${record.senderName}`}
          </Pair>
          <Pair words="Need">{needWords[picture.need]}</Pair>
          <Pair words="Age and sex">
            {picture.ageYears ?? "Age not known"}, {codeInWords(picture.sex).toLowerCase()}
          </Pair>
          <Pair words="Place">{picture.location.place === null ? "Not known" : idInWords(picture.location.place)}</Pair>
          <Pair words="Now">{stateWords[record.state]}</Pair>
        </dl>
      </div>
      {record.notes.length === 0 ? null : (
        <div className="app-block">
          <h4 className="app-block__part">Notes</h4>
          <ul className="app-notes">
            {record.notes.map(({ at, by, text }) => (
              <li key={`${at} ${text}`}>
                {text}
                <span className="app-notes__by">
                  {by}, {onDayAndTime(at)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <History record={record} />
      <Looks record={record} number={number} />
    </section>
  );
}

function History({ record }: { readonly record: Record }) {
  return (
    <div className="app-block">
      <h4 className="app-block__part">What happened</h4>
      <ul className="app-history">
        {record.history.map((line) => (
          <li key={line.sequence}>
            <time dateTime={new Date(line.at).toISOString()}>{onDayAndTime(line.at)}</time>
            <span>
              {line.words}
              {line.actor.name === null ? "" : ` (${line.actor.name}, ${roleInWords(line.actor.role)})`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Looks({ record, number }: { readonly record: Record; readonly number: string }) {
  const id = `looks-${record.referralId}`;
  return (
    <div className="app-table" role="region" aria-labelledby={id} tabIndex={0}>
      <table>
        <caption id={id}>Who looked at {number}</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">Role</th>
            <th scope="col">What</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {record.accesses.map(({ at, name, role, what, reason, team }, index) => (
            // Two looks may be alike in everything.
            <tr key={`${index} ${at}`}>
              <th scope="row">{onDayAndTime(at)}</th>
              <td>{name}</td>
              <td>
                {roleInWords(role)}
                {team === null ? "" : `, ${idInWords(team)}`}
              </td>
              <td>{lookWords(what)}</td>
              <td>{reason === null ? "" : codeInWords(reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
