/** Which row the keyboard goes to. Pure. In: the lanes as they are shown, the row that has the focus. Out: a referral id; undefined when there is no row. */
import type { BoardRow } from "@ucrt/schemas";

/** Row by row through all lanes, stopping at both ends; from nowhere to the first, or backwards to the last. */
export function rowBeside(
  lanes: readonly (readonly BoardRow[])[],
  focused: string | undefined,
  by: 1 | -1,
): string | undefined {
  const ids = lanes.flatMap((rows) => rows.map(({ referralId }) => referralId));
  if (ids.length === 0) return undefined;
  const here = focused === undefined ? -1 : ids.indexOf(focused);
  if (here === -1) return by === 1 ? ids[0] : ids.at(-1);
  return ids[Math.min(ids.length - 1, Math.max(0, here + by))];
}

/** The first row of the next lane that has any, or of the one before. */
export function laneBeside(
  lanes: readonly (readonly BoardRow[])[],
  focused: string | undefined,
  by: 1 | -1,
): string | undefined {
  const filled = lanes.filter((rows) => rows.length > 0);
  const here = filled.findIndex((rows) => rows.some(({ referralId }) => referralId === focused));
  const next = here === -1 ? (by === 1 ? 0 : filled.length - 1) : Math.min(filled.length - 1, Math.max(0, here + by));
  return filled[next]?.[0]?.referralId;
}
