// What senders send under faults: referrals with canaries, amendments, withdrawals, and messages nobody can read. In: chance, the time, a case that was
// sent before. Out: exact bytes, decided once, so that whoever repeats a sending repeats it to the byte. Sends nothing.
import { createHash, randomUUID } from "node:crypto";
import { caseIdFields } from "@ucrt/domain";
import type { Feed } from "@ucrt/schemas";
import type { Chance } from "../simulation/chance.ts";
import { feedShares } from "../simulation/demand.ts";
import { suitableReferral } from "../simulation/journey.ts";
import { syntheticReferral, type SyntheticReferral } from "../simulation/synthetic-referral.ts";
import { makeCanaries, withCanaries, type Canaries } from "./canaries.ts";

export type Way = "HTTP" | "Kafka";

/** One message on its way in. Its id is the sender's own: the same for every attempt. */
export interface Sending {
  readonly op: "submit" | "amend" | "withdraw";
  readonly id: string;
  readonly feed: Feed;
  readonly way: Way;
  readonly organisation: string;
  readonly caseId: string;
  /** Of HTTP. */
  readonly path: string;
  readonly body: Buffer | null;
  readonly canaries?: Canaries;
  /** Why nobody can read it, when nobody can. */
  readonly poison?: string;
}

/** A case that a sender has sent, to come back to. */
export interface SentCase {
  readonly sending: Sending;
  readonly message: Readonly<Record<string, unknown>>;
  /** Once the product named it; over HTTP only. */
  referralId?: string;
  isTakenBack: boolean;
}

export const organisations: Readonly<Record<Feed, string>> = {
  ambulance: "RYC",
  hospital: "RAJ",
  "primary-care": "SYN101",
  community: "SYN901",
};

const bytesOf = (message: unknown): Buffer => Buffer.from(JSON.stringify(message));

/** SHA-256 of what was sent, hex. A tombstone has the digest of nothing. */
export const digestOf = (body: Uint8Array | null): string =>
  createHash("sha256")
    .update(body ?? "")
    .digest("hex");

/** A referral of any feed: half of them such as a team will be offered, half as they come. What 999 only shows us is left out: nobody here confirms a take. */
export function makeReferral(chance: Chance, nowMs: number): SentCase {
  const feed = chance.weighted(feedShares);
  const made = chance.next() < 0.5 ? suitableReferral(feed, nowMs) : notFromTheStack(feed, nowMs, chance);
  const isOfTheStack = made.like.startsWith("stack");
  const way: Way = isOfTheStack || chance.next() < 0.5 ? "Kafka" : "HTTP";
  const canaries = makeCanaries(chance);
  const message = {
    ...withCanaries(made.message, canaries),
    organisation: organisations[feed],
    ...(way === "HTTP" ? { channel: "form" } : {}),
  };
  const sending: Sending = {
    op: "submit",
    id: made.requestId,
    feed,
    way,
    organisation: organisations[feed],
    caseId: made.caseId,
    path: `/api/feeds/${feed}/referrals`,
    body: bytesOf(message),
    canaries,
  };
  return { sending, message, isTakenBack: false };
}

function notFromTheStack(feed: Feed, nowMs: number, chance: Chance): SyntheticReferral {
  for (;;) {
    const made = syntheticReferral(feed, nowMs, chance);
    if (!made.like.startsWith("stack-pull")) return made;
  }
}

/** The same case with news: the sender knows now that the person lives alone with less strength. */
export function makeAmendment(before: SentCase, chance: Chance): Sending {
  const id = randomUUID();
  const { feed } = before.sending;
  const message = {
    ...before.message,
    kind: "amendment",
    requestId: id,
    ...(before.message["sentAt"] === undefined ? {} : { sentAt: new Date().toISOString() }),
    clinical: { ...(before.message["clinical"] as object), clinicalFrailtyScale: chance.between(3, 8) },
  };
  return { ...before.sending, op: "amend", id, path: `/api/feeds/${feed}/referrals`, body: bytesOf(message) };
}

/** The sender takes its case back; over HTTP at the address of its submission. */
export function makeWithdrawal(before: SentCase): Sending {
  const id = randomUUID();
  const { feed, caseId, organisation, way, canaries: _canaries, ...rest } = before.sending;
  const reason = "no-longer-needed";
  const message =
    way === "HTTP"
      ? { reason }
      : {
          kind: "withdrawal",
          [caseIdFields[feed]]: caseId,
          requestId: id,
          organisation,
          sentAt: new Date().toISOString(),
          reason,
        };
  return {
    ...rest,
    feed,
    caseId,
    organisation,
    way,
    op: "withdraw",
    id,
    path: `/api/submissions/${before.referralId ?? ""}/withdraw`,
    body: bytesOf(message),
  };
}

/** What broken senders bring over Kafka, and why it is parked. */
const poisons: readonly (readonly [reason: string, spoil: (text: string) => Buffer | null])[] = [
  ["empty", () => null],
  ["empty", () => Buffer.alloc(0)],
  ["not-utf8", () => Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ["not-json", (text) => Buffer.from(text.slice(0, 300))],
  ["not-an-object", (text) => Buffer.from(`[${text}]`)],
  ["unknown-type", (text) => Buffer.from(text.replace('"referral"', '"recall"'))],
  ["too-deep", () => Buffer.from(`{"kind":${"[".repeat(5_000)}${"]".repeat(5_000)}}`)],
  ["forbidden-key", (text) => Buffer.from(`{"__proto__":{"admin":true},${text.slice(1)}`)],
];

/** A message nobody can read, with the canaries of the person it was about. */
export function makePoison(chance: Chance, nowMs: number): Sending {
  const { sending, message } = makeReferral(chance, nowMs);
  const [poison, spoil] = chance.pick(poisons);
  return { ...sending, way: "Kafka", poison, body: spoil(JSON.stringify(message)) };
}
