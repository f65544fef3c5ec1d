// I10: nothing older overwrites anything newer. In: evidence. Out: rows of the board that are not the fold of all facts, last records of the compacted topic
// that are not the row, submissions whose referrer would be told of an older state, revisions that go back.
import { livesOf, type Evidence, type Invariant, type TopicRecord, type Violation } from "../evidence.ts";
import { rowVersionsOf, textOfRow } from "../row-versions.ts";

export const newestWins: Invariant = (evidence) => {
  const violations: Violation[] = [];
  const say = (id: string, what: string): void => void violations.push({ invariant: "I10", id, what });
  const records = new Map(evidence.boardRecords.map((record) => [record.key, record]));
  const told = new Map(evidence.submissions.map((one) => [one.referralId, one.lastSequence]));
  for (const [id, life] of livesOf(evidence)) {
    const newest = rowVersionsOf(life).at(-1);
    if (newest === undefined) continue;
    const record = records.get(id);
    if (record === undefined) say(id, "has no row for the board");
    else if (record.version !== newest.version)
      say(id, `has a row of version ${record.version}; its facts are at ${newest.version}`);
    else if (record.body !== null && record.body !== textOfRow(newest.row))
      say(id, "has a row that is not what its facts say");
    const heard = told.get(id);
    if (heard !== undefined && heard !== newest.version)
      say(id, `its referrer would be told of version ${heard}; its facts are at ${newest.version}`);
    for (const [index, fact] of life.entries()) {
      const before = life[index - 1];
      if (before !== undefined && fact.revision < before.revision)
        say(id, `${fact.type} at ${fact.sequence} is about revision ${fact.revision}, after ${before.revision}`);
    }
  }
  return { judged: evidence.referrals.length, violations: [...violations, ...lastOnTopic(evidence)] };
};

/** What a reader of the topic ends with. It was read after the table, so it may be newer. */
function lastOnTopic({ boardRecords, topics }: Evidence): readonly Violation[] {
  const last = new Map<string, TopicRecord>();
  for (const record of topics.board) {
    const before = record.key === null ? undefined : last.get(record.key);
    if (record.key !== null && (before === undefined || record.offset > before.offset)) last.set(record.key, record);
  }
  return boardRecords.flatMap(({ key, kind, version, body }) => {
    if (kind !== "row") return [];
    const record = last.get(key);
    const shown = versionOf(record);
    if (shown !== undefined && shown > version) return [];
    if (record?.value === body) return [];
    const what =
      record === undefined
        ? "is not on the board's topic"
        : `the board's topic ends with version ${String(shown)}, the table has ${version}`;
    return [{ invariant: "I10", id: key, what }];
  });
}

function versionOf(record: TopicRecord | undefined): number | undefined {
  if (record === undefined || record.value === null) return undefined;
  return (JSON.parse(record.value) as { readonly version?: number }).version;
}
