// Identities that nobody has and everybody would notice: put into every submission, looked for wherever identity may not be. In: chance, a feed
// message. Out: the message with a canary in each place where senders write who somebody is. Numbers are of the 999 test range.
import { z } from "zod";
import type { Chance } from "../simulation/chance.ts";
import { inventedNhsNumber, inventedAddress, inventedName } from "../simulation/invented-person.ts";
import type { HistoryLine } from "./history.ts";
import { findCanaries, type Found, type Place } from "../e2e/find-canaries.ts";

/** The family name of everybody a driver makes up, and the start of every code of a key safe: one word finds them all. */
export const canaryFamily = "Canarywell";
const keySafeStart = "KSCANARY";

export interface Canaries {
  readonly name: string;
  readonly nhsNumber: string;
  readonly postcode: string;
  readonly keySafe: string;
}

type Json = Record<string, unknown>;

/** Field of each dialect that says where to go. */
const placeFields = ["incident", "destination", "visit"] as const;

export function makeCanaries(chance: Chance): Canaries {
  return {
    name: `${inventedName(chance).given} ${canaryFamily}`,
    nhsNumber: inventedNhsNumber(chance),
    postcode: inventedAddress(chance).postcode,
    keySafe: `${keySafeStart}${chance.between(100_000, 999_999)}`,
  };
}

/** The message about this person, at this place, with notes about the key safe and a narrative that names them. */
export function withCanaries(message: Readonly<Json>, canaries: Canaries): Json {
  const place = placeFields.find((field) => message[field] !== undefined);
  const address = { lines: ["1 Example Road"], postcode: canaries.postcode };
  return {
    ...message,
    patient: {
      ...(message["patient"] as Json),
      name: canaries.name,
      nhsNumber: canaries.nhsNumber,
      homeAddress: address,
    },
    ...(place === undefined ? {} : { [place]: { ...address, accessNotes: `Key safe, code ${canaries.keySafe}` } }),
    need: { ...(message["need"] as Json), narrative: `${canaries.name} cannot get up without help today.` },
  };
}

const canariesValue = z.object({
  canaries: z.object({ name: z.string(), nhsNumber: z.string(), postcode: z.string(), keySafe: z.string() }),
});

/** Every canary that a history says was sent. */
export function canariesSent(history: readonly HistoryLine[]): readonly Canaries[] {
  return history.flatMap(({ value }) => {
    const read = canariesValue.safeParse(value);
    return read.success ? [read.data.canaries] : [];
  });
}

const nhsNumbers = /(?=(999\d{7}))/g;

/**
 * Every canary in every text. NHS numbers are many and their texts long, so each text is read once for what looks like one; the rest is few words.
 * Throws when there is nothing to look for, or nowhere to look.
 */
export function findCanariesIn(canaries: readonly Canaries[], places: readonly Place[]): readonly Found[] {
  const words =
    canaries.length === 0 ? [] : [canaryFamily, keySafeStart, ...new Set(canaries.map((one) => one.postcode))];
  const numbers = new Set(canaries.map((one) => one.nhsNumber));
  return places.flatMap((place) => [
    ...findCanaries(words, [place]),
    ...[...place.text.replaceAll(/[\s-]/g, "").matchAll(nhsNumbers)].flatMap(([, digits]) =>
      digits !== undefined && numbers.has(digits) ? [{ canary: digits, place: place.place }] : [],
    ),
  ]);
}
