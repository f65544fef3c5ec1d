// One referral of a synthetic day. In: a feed, the time, chance. Out: a feed message as a sender would write it, from the example messages with
// another person, another address, other ids and the instants of now; a share of what may be unknown is left out, as in real life.
// Everybody here is invented: NHS numbers of the 999 test range, telephone numbers that Ofcom keeps for drama, postcodes of a made-up unit.
import { randomUUID } from "node:crypto";
import type { Feed } from "@ucrt/schemas";
import { examplesReceivedAt, goodExamples, shiftInstants } from "@ucrt/testing/examples";
import type { Chance } from "./chance.ts";
import { inventedAddress, inventedBirthDate, inventedName, inventedNhsNumber } from "./invented-person.ts";

export interface SyntheticReferral {
  readonly feed: Feed;
  /** The example it was made from. */
  readonly like: string;
  readonly requestId: string;
  readonly caseId: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** Field of each dialect that holds the sender's case id, and the one that holds where to go. */
const dialects = {
  ambulance: { caseId: "incidentNumber", location: "incident", prefix: "EX" },
  hospital: { caseId: "encounterNumber", location: "destination", prefix: "ED" },
  "primary-care": { caseId: "journeyNumber", location: "visit", prefix: "J" },
  community: { caseId: "reference", location: "visit", prefix: "C" },
} as const satisfies Record<Feed, { caseId: string; location: string; prefix: string }>;

type Json = Record<string, unknown>;

/** Makes a referral for a feed at `nowMs`. The same chance gives the same referral but for its ids. */
export function syntheticReferral(feed: Feed, nowMs: number, chance: Chance): SyntheticReferral {
  const dialect = dialects[feed];
  const example = chance.pick(referralsOf(feed));
  const requestId = randomUUID();
  const caseId = `${dialect.prefix}-${requestId.slice(0, 8).toUpperCase()}`;
  const message = structuredClone(shiftInstants(example.message, nowMs - Date.parse(examplesReceivedAt))) as Json;
  message[dialect.caseId] = caseId;
  message["requestId"] = requestId;
  changeWho(message, chance);
  changeWhere(message, dialect.location, chance);
  forgetSome(message, chance);
  return { feed, like: example.name, requestId, caseId, message };
}

/** Referrals that stand by themselves: what amends, confirms or acknowledges another message does not. */
function referralsOf(feed: Feed) {
  return goodExamples(feed).filter(({ name, message }) => message["kind"] === "referral" && !name.includes("confirm"));
}

function changeWho(message: Json, chance: Chance): void {
  const patient = message["patient"] as Json;
  if (patient["name"] !== undefined) patient["name"] = inventedName(chance).text;
  if (patient["nhsNumber"] !== undefined) patient["nhsNumber"] = inventedNhsNumber(chance);
  if (patient["dateOfBirth"] !== undefined) patient["dateOfBirth"] = inventedBirthDate(chance);
  if (patient["sex"] !== "unknown") patient["sex"] = chance.pick(["female", "female", "male"]);
}

function changeWhere(message: Json, field: string, chance: Chance): void {
  const location = message[field] as Json;
  if (location["postcode"] === undefined) return;
  const { line, town, postcode } = inventedAddress(chance);
  location["lines"] = [line, town.name];
  location["postcode"] = postcode;
  const patient = message["patient"] as Json;
  if (patient["homeAddress"] !== undefined)
    patient["homeAddress"] = { lines: location["lines"], postcode: location["postcode"] };
  // A practice of another place would be shown as a disagreement on every second row.
  delete patient["practice"];
}

/** Gaps as senders leave them: one referral in six has no NHS number, one in ten no frailty score, one in twelve no screen. */
function forgetSome(message: Json, chance: Chance): void {
  const patient = message["patient"] as Json;
  const clinical = (message["clinical"] ?? {}) as Json;
  if (chance.next() < 1 / 6) delete patient["nhsNumber"];
  if (chance.next() < 1 / 10) delete clinical["clinicalFrailtyScale"];
  if (chance.next() < 1 / 12) delete clinical["redFlagScreen"];
  if (chance.next() < 1 / 12) delete clinical["observations"];
}
