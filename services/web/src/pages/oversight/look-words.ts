/** What somebody looked at, in words. In: the code of an access. Out: a few words. */
import { codeInWords } from "../words.ts";

const words: Readonly<Record<string, string>> = {
  record: "Record without the person",
  person: "Record with the person",
  "person-and-access-notes": "Record with the person and how to get in",
  "search-hit": "Found by a search",
  "break-glass": "Opened by break-glass",
  accesses: "Who looked",
  "audit-sample": "Case of the audit sample",
  "subject-access": "Whole record, for the person's request",
};

export const lookWords = (what: string): string => words[what] ?? codeInWords(what);
