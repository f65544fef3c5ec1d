/**
 * The way to a map. Pure. In: where the visit is. Out: a `geo:` address for the device's own map, and the text to copy where a device knows no `geo:`.
 *
 * What the link discloses: only when somebody taps on it, and only to the map that the device opens: the address and postcode, or the coordinates when there is no
 * address. No name, number, reason or referral. No third party's site is named here, nothing is loaded from one, and this page sends nothing.
 */
import type { Person } from "@ucrt/schemas";

export interface MapLink {
  readonly href: string;
  readonly copy: string;
}

/** Undefined when nothing leads there. */
export function mapLinkOf(address: Person["visitAddress"]): MapLink | undefined {
  const { lines, postcode, latitude, longitude } = address;
  const words = [...lines, postcode].filter((line) => line !== undefined).join(", ");
  const hasCoordinates = latitude !== undefined && longitude !== undefined;
  if (lines.length > 0 || (postcode !== undefined && !hasCoordinates))
    return { href: `geo:0,0?q=${encodeURIComponent(words)}`, copy: words };
  if (!hasCoordinates) return undefined;
  const point = `${latitude},${longitude}`;
  return { href: `geo:${point}?q=${encodeURIComponent(point)}`, copy: point };
}
