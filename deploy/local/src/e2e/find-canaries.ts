// Looks for identity where none may be. In: canaries (what one invented person told us) and texts with their places. Out: what stands where.
// Spacing and case do not hide one: a number that was grouped, or a name in capitals, is found too.

export interface Found {
  readonly canary: string;
  readonly place: string;
}

export interface Place {
  readonly place: string;
  readonly text: string;
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s-]/g, "");

/** Every canary in every text. Throws when there is nothing to look at: a scan of nothing finds nothing. */
export function findCanaries(canaries: readonly string[], places: readonly Place[]): readonly Found[] {
  if (canaries.length === 0 || places.length === 0)
    throw new Error("There is nothing to look for, or nowhere to look.");
  return places.flatMap(({ place, text }) => {
    const where = plain(text);
    return canaries.filter((canary) => where.includes(plain(canary))).map((canary) => ({ canary, place }));
  });
}
