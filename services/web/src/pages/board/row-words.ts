/** What a row says of itself in short. Pure. In: a row, and the wording of the criteria. Out: words; no identity, because a row has none. */
import type { BoardRow } from "@ucrt/schemas";
import {
  alarmWords,
  needWords,
  outcomeWords,
  ownerWords,
  responsibilityWords,
  sourceWords,
  stateWords,
  waitingForWords,
} from "../words.ts";

const sexLetters: Readonly<Record<BoardRow["sex"], string>> = {
  female: "F",
  male: "M",
  other: "other",
  unknown: "sex not known",
};

/** `84 F`, `age not known M`. */
export const ageAndSex = (row: Pick<BoardRow, "ageYears" | "sex">): string =>
  `${row.ageYears ?? "Age not known"} ${sexLetters[row.sex]}`;

/** The most serious finding: its criterion, and its wording when that is known. */
export function mainReason(
  row: BoardRow,
  wordingOf: (criterion: string) => string | undefined,
): { readonly id: string; readonly words: string } | undefined {
  const first = row.reasons[0];
  if (first === undefined) return undefined;
  const words = wordingOf(first.criterion)?.replace(/\.$/, "") ?? `Criterion ${first.criterion}`;
  return {
    id: first.criterion,
    words: first.isUnknown === true ? `Not known: ${words.charAt(0).toLowerCase()}${words.slice(1)}` : words,
  };
}

/** What is wrong. The one call that is open says whom it is to and why, where that is an answer their system did not take. */
export function alarmsOf(row: BoardRow): readonly string[] {
  const { answerUndeliveredTo } = row;
  const words = row.alarms
    .filter((alarm) => alarm !== "call-task" || answerUndeliveredTo === undefined || row.openCallTasks > 1)
    .map((alarm) => alarmWords[alarm]);
  return answerUndeliveredTo === undefined
    ? words
    : [...words, `Ring ${answerUndeliveredTo === "999" ? "999" : "referrer"}: answer lost`];
}

/** What the criteria or the clinician said, when it is not plainly suitable. */
export const outcomeOf = (row: BoardRow): string | undefined =>
  row.outcome === null || row.outcome === "suitable" ? undefined : outcomeWords[row.outcome];

/** `Fall` and where from: `Crew on scene C3`. */
export const needOf = (row: BoardRow): string => needWords[row.need];
export const sourceOf = (row: BoardRow): string =>
  `${sourceWords[row.source]}${row.arpCategory === null ? "" : ` ${row.arpCategory}`}`;

/** `Finding a team`, `Offered to Thurrock`, `With the person, Mid Essex`. */
export function stateOf(row: BoardRow, teamName: (id: string) => string): string {
  if (row.state === "waiting" && row.waitingFor !== null) return waitingForWords[row.waitingFor];
  if (row.offer !== null && row.state === "offered")
    return `Offered to ${teamName(row.offer.team)}${row.offer.seen ? ", seen" : ", not seen"}`;
  if (row.team !== null) return `${stateWords[row.state]}, ${teamName(row.team)}`;
  return stateWords[row.state];
}

/** `UCRT responsible; next: Thurrock`. */
export function responsibleOf(row: BoardRow): string {
  return responsibilityWords[row.responsibility];
}

export function ownerOf(row: BoardRow, teamName: (id: string) => string): string {
  // The line above has named it.
  if (row.owner.kind === "team" && row.owner.name === (row.team ?? row.offer?.team)) return "the team";
  if (row.owner.kind === "team" && row.owner.name !== null) return teamName(row.owner.name);
  if (row.owner.name !== null) return row.owner.name;
  return ownerWords[row.owner.kind];
}

/** Long enough to know it, short enough for a row; the whole sentence is in its title. */
export function inFiveWords(sentence: string): string {
  const words = sentence.split(/\s+/);
  return words.length <= 5
    ? sentence
    : `${words
        .slice(0, 5)
        .join(" ")
        .replace(/[,;:.]$/, "")} …`;
}
