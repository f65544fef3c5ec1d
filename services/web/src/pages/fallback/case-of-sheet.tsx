/** One open case on paper: what is next, who and where, why, who holds it, and room to write. In: the case. Out: a row of a table. */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import type { FallbackSheetRow } from "@ucrt/schemas";
import { ageAndSex, needOf, outcomeOf, ownerOf, responsibleOf, sourceOf, stateOf } from "../board/row-words.ts";
import { atNear } from "../format.ts";
import { useReference } from "../reference-data.tsx";
import { deadlineWords, idInWords } from "../words.ts";

/** `madeAt`: times are told as they stood when the sheet was made. */
export function CaseOfSheet({
  each: { row, person },
  madeAt,
}: {
  readonly each: FallbackSheetRow;
  readonly madeAt: number;
}) {
  const { teamName, teams } = useReference();
  const team = row.team ?? row.offer?.team;
  const teamPhone = teams.find((one) => one.team === team)?.phone;
  const outcome = outcomeOf(row);
  const numbers = [...new Set([person?.callBack, person?.bypass, person?.outOfHours].filter(isSaid))];
  const where = [...(person?.addressLines ?? []), person?.postcode].filter(isSaid).join(", ");
  const marks = marksOf(row);
  return (
    <tr>
      <td data-label="Next">
        <strong className="app-number">{referralNumberOf(row.referralId)}</strong>
        <div>
          {row.nextDeadline === null
            ? "No deadline"
            : `${deadlineWords[row.nextDeadline.name]} ${atNear(row.nextDeadline.at, madeAt)}`}
        </div>
        <div>Two hours {atNear(row.twoHourDueAt, madeAt)}</div>
      </td>
      <td data-label="Who and where">
        <strong>{person === null ? "Person erased" : (person.name ?? "Name not known")}</strong>, {ageAndSex(row)}
        <div>
          {where === "" ? "No address" : where}
          {row.place === null ? "" : ` (${idInWords(row.place)})`}
        </div>
        {isSaid(person?.phone) ? <div>Phone {person?.phone}</div> : null}
      </td>
      <td data-label="Why, from whom">
        {needOf(row)}
        {outcome === undefined ? "" : `, ${outcome.toLowerCase()}`}
        {marks === "" ? null : <div>{marks}</div>}
        <div>
          {sourceOf(row)}
          {isSaid(person?.referrerName) ? `, ${person?.referrerName}` : ""}: ring{" "}
          {numbers.length === 0 ? "no number" : numbers.join(" or ")}
        </div>
      </td>
      <td data-label="Who holds it">
        {stateOf(row, teamName)}
        <div>
          {responsibleOf(row)} responsible; next {ownerOf(row, teamName)}
        </div>
        {team === undefined || teamPhone === undefined ? null : (
          <div>
            {teamName(team)} {teamPhone}
          </div>
        )}
      </td>
      <td data-label="Done: what, when, who" className="app-sheet__write" />
    </tr>
  );
}

const isSaid = (text: string | null | undefined): text is string => text !== null && text !== undefined && text !== "";

function marksOf(row: FallbackSheetRow["row"]): string {
  const plain = (flag: string): string => flag.replaceAll("-", " ");
  return [
    row.isCrewWaiting ? "crew waiting" : "",
    row.isOnFloor ? "on the floor" : "",
    row.is999 ? "999" : "",
    row.isEndOfLife ? "end of life" : "",
    ...row.flags.map(plain),
    ...(row.laterFlags ?? []).map(plain),
  ]
    .filter(isSaid)
    .join(", ");
}
