/** Whom to ring about the person, in which order. Pure. In: contacts as sent. Out: the same, first to be rung first, with the rank in words. */
import type { Person } from "@ucrt/schemas";

type Contact = Person["contacts"][number];

const rankWords: readonly string[] = ["Ring first", "Ring second", "Ring third", "Ring fourth", "Ring fifth"];

/** Where the sender ranks nobody before another, nobody is said to be first. */
export function inOrderOfRank(
  contacts: readonly Contact[],
): readonly { readonly contact: Contact; readonly rank: string | undefined }[] {
  const isRanked = new Set(contacts.map(({ rank }) => rank)).size > 1;
  return contacts
    .toSorted((one, other) => one.rank - other.rank)
    .map((contact) => ({
      contact,
      rank: isRanked ? (rankWords[contact.rank - 1] ?? `Ring ${contact.rank}th`) : undefined,
    }));
}
