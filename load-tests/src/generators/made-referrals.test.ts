import { ambulanceMessage, communityMessage, hospitalMessage, primaryCareMessage } from "@ucrt/schemas";
import { expect, it } from "vitest";
import { feedOrder, makeReferrals } from "./made-referrals.ts";

const contracts = {
  ambulance: ambulanceMessage,
  hospital: hospitalMessage,
  "primary-care": primaryCareMessage,
  community: communityMessage,
} as const;

it("rotates the feeds by their weights, in the same order every time", () => {
  expect(feedOrder({ ambulance: 3, community: 1 })).toEqual(["ambulance", "ambulance", "ambulance", "community"]);
});

it.each(["http", "kafka"] as const)("makes messages that every feed takes over %s", (way) => {
  for (const { feed, body } of makeReferrals(8, { ambulance: 1, hospital: 1, "primary-care": 1, community: 1 }, way)) {
    const read = contracts[feed].safeParse(JSON.parse(body));
    expect(read.success, `${feed}: ${read.error?.message}`).toBe(true);
  }
});

it("gives each message a request, a case and a person of its own, and the sender's case id is in it", () => {
  const made = makeReferrals(2_000, { ambulance: 1 }, "http");
  // By their letters, as the product compares them: digits once made one person of many, and links were suggested by the thousand.
  const people = made.map(({ body }) =>
    (JSON.parse(body) as { patient: { name: string } }).patient.name.replace(/[^a-z]/gi, ""),
  );
  expect(new Set(made.map((one) => one.requestId)).size).toBe(2_000);
  expect(new Set(people).size).toBe(2_000);
  expect(made.every((one) => one.body.includes(one.caseId))).toBe(true);
});
