/**
 * Names of code and identifier systems as BaRS senders write them: with http or https, `Id` or `id`, a slash at the end or none (domain 4.5).
 * In: a system. Out: one spelling of it, to compare by. Pure.
 */

const spellings = new Map<string, string>();
/** Systems are few; a sender that makes up new ones must not fill the memory. */
const MOST_REMEMBERED = 500;

/** One spelling for all ways to write a system: lower case, without scheme and last slash. */
export function systemKey(system: string): string {
  const known = spellings.get(system);
  if (known !== undefined) return known;
  let key = system
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "");
  while (key.endsWith("/")) key = key.slice(0, -1);
  if (spellings.size < MOST_REMEMBERED && system.length <= 200) spellings.set(system, key);
  return key;
}

/** True when both name the same system. */
export const isSameSystem = (one: string, other: string): boolean => systemKey(one) === systemKey(other);

/** The last part of a system's path, in lower case: `ampds-dispatch-codes`. Files of an area name systems by it. */
export const systemName = (system: string): string => systemKey(system).split("/").at(-1) ?? "";
