/**
 * Who somebody is, by issuer and subject, as it stands now. In: the file PEOPLE_FILE. Out: a principal, or nobody.
 * Read again when it has changed, looked at every two seconds: who is struck off is out within five. A file that cannot be read leaves the list
 * before it in force and raises an alarm, because nobody could sign in otherwise. `web` has no database; a table in one would take this file's place
 * behind the same functions.
 */
import { readFileSync, statSync } from "node:fs";
import type { Principal } from "@ucrt/schemas";
import type { Logger } from "@ucrt/service";
import { keyOf, readPeople, type PeopleList } from "./people-file.ts";

export interface PeopleTable {
  /** The principal of a person on the list; the same object until the list changes. */
  readonly find: (issuer: string, subject: string) => Principal | undefined;
  /** Whom to ask to be put on it. */
  readonly askWhom: () => string;
  readonly stop: () => void;
}

const lookEveryMs = 2_000;

/** Reads the list and keeps it up to date. Throws `WrongPeopleFile` when it cannot be used at the start. */
export function createPeopleTable({ file, logger }: { readonly file: string; readonly logger: Logger }): PeopleTable {
  let seen = stampOf(file);
  let list: PeopleList = readPeople(readFileSync(file, "utf8"));

  const refresh = (): void => {
    const stamp = stampOf(file);
    if (stamp === seen) return;
    // Noted before it is read: a wrong file raises one alarm, and not one every two seconds.
    seen = stamp;
    try {
      list = readPeople(readFileSync(file, "utf8"));
      logger.info({ version: list.version }, "the list of people has changed");
    } catch (error) {
      logger.error(
        { alarm: "people-list-wrong", err: error, version: list.version },
        "the list of people cannot be used; the one before it stays in force",
      );
    }
  };
  const looking = setInterval(refresh, lookEveryMs);
  looking.unref();

  return {
    find: (issuer, subject) => list.byKey.get(keyOf(issuer, subject)),
    askWhom: () => list.askWhom,
    stop: () => clearInterval(looking),
  };
}

/** Changes with every change of the file. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? "missing" : `${found.mtimeMs} ${found.size} ${found.ino}`;
}
