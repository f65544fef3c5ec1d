/**
 * A list in a file that somebody answers for, as it stands now. In: the file, how it is read. Out: what it says.
 * Looked at every two seconds: who is struck off is out within five. A file that cannot be read leaves the list before it in force and raises an
 * alarm, because nobody could sign in otherwise. `web` has no database; a table in one would take a file's place behind the same function.
 */
import { readFileSync, statSync } from "node:fs";
import type { Logger } from "@ucrt/service";

export interface WatchedList<List> {
  /** The same object until the list changes. */
  readonly now: () => List;
  readonly stop: () => void;
}

const lookEveryMs = 2_000;

/** Reads the list and keeps it up to date. Throws what `read` throws when it cannot be used at the start. */
export function watchList<List extends { readonly version: string }>(options: {
  readonly file: string;
  /** Throws for a text that cannot be used. */
  readonly read: (text: string) => List;
  /** As log lines name it: "the list of people". */
  readonly name: string;
  readonly alarm: string;
  readonly logger: Logger;
}): WatchedList<List> {
  const { file, read, name, alarm, logger } = options;
  let seen = stampOf(file);
  let list = read(readFileSync(file, "utf8"));

  const refresh = (): void => {
    const stamp = stampOf(file);
    if (stamp === seen) return;
    // Noted before it is read: a wrong file raises one alarm, and not one every two seconds.
    seen = stamp;
    try {
      list = read(readFileSync(file, "utf8"));
      logger.info({ version: list.version }, `${name} has changed`);
    } catch (error) {
      logger.error(
        { alarm, err: error, version: list.version },
        `${name} cannot be used; the one before it stays in force`,
      );
    }
  };
  const looking = setInterval(refresh, lookEveryMs);
  looking.unref();
  return { now: () => list, stop: () => clearInterval(looking) };
}

/** Changes with every change of the file. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? "missing" : `${found.mtimeMs} ${found.size} ${found.ino}`;
}
