import { commandBodies } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { aRow, testNowMs } from "../live/rows-for-tests.ts";
import { undoOf, type GivenCommand } from "./undo-table.ts";

const other = "00000000-0000-4000-8000-00000000000b";
const mine = { name: "Robin Sample", subject: "robin", until: testNowMs + 60_000 };
const offer = { offerId: other, team: "ucrt-thurrock", lapsesAt: testNowMs + 1, seen: false, isMutualAid: false };
const given = (change: Partial<GivenCommand>): GivenCommand => ({
  before: aRow(),
  after: aRow(),
  body: {},
  subject: "robin",
  nowMs: testNowMs,
  ...change,
});
const names = (name: Parameters<typeof undoOf>[0], change: Partial<GivenCommand>) =>
  undoOf(name, given(change)).map((step) => step.name);

describe("what can be taken back", () => {
  it("a claim that was nobody's, and never one that was taken over or renewed", () => {
    expect(names("claim", {})).toEqual(["release"]);
    expect(names("claim", { body: { takeOver: true } })).toEqual([]);
    expect(names("claim", { before: aRow({ claimedBy: mine }) })).toEqual([]);
    expect(names("claim", { before: aRow({ claimedBy: { ...mine, until: testNowMs - 1 } }) })).toEqual(["release"]);
  });

  it("letting go of one's own claim, and never of a colleague's", () => {
    expect(names("release", { body: { what: "claim" }, before: aRow({ claimedBy: mine }) })).toEqual(["claim"]);
    expect(
      names("release", { body: { what: "claim" }, before: aRow({ claimedBy: { ...mine, subject: "alder" } }) }),
    ).toEqual([]);
    expect(names("release", { body: { what: "hold" } })).toEqual([]);
  });

  it("an offer only while it is unseen and replaced no other", () => {
    const after = aRow({ state: "offered", offer });
    expect(names("assign", { before: aRow({ state: "waiting" }), after })).toEqual(["withdraw-offer"]);
    expect(names("assign", { before: aRow({ state: "offered" }), after })).toEqual([]);
    expect(
      names("assign", { before: aRow({ state: "waiting" }), after: aRow({ offer: { ...offer, seen: true } }) }),
    ).toEqual([]);
  });

  it("a hold only where nothing is lost by it", () => {
    expect(names("hold", { before: aRow({ response: "same-day" }) })).toEqual(["release"]);
    expect(names("hold", { before: aRow({ response: "two-hour" }) })).toEqual([]);
    expect(names("hold", { before: aRow({ response: "same-day", state: "waiting" }) })).toEqual([]);
  });

  it("a link goes back to what it was before", () => {
    const back = (name: "link" | "unlink", linkStatus: string | undefined) =>
      undoOf(name, given({ body: { other }, linkStatus }));
    expect(back("link", "suggested")[0]?.body).toMatchObject({ other, backToSuggested: true });
    expect(back("link", "unlinked")[0]).toMatchObject({ name: "unlink", body: { backToSuggested: false } });
    expect(back("unlink", "linked")[0]?.name).toBe("link");
    expect(back("unlink", undefined)).toEqual([]);
  });

  it("nothing that somebody outside has been told", () => {
    for (const name of ["review", "hand-back", "accept", "decline", "acknowledge", "close", "note", "take"] as const)
      expect(names(name, {})).toEqual([]);
  });

  it("sends only what the contracts take", () => {
    const snoozed = { name: "Robin Sample", until: testNowMs + 60_000, reason: "other" } as const;
    const all = [
      ...undoOf("claim", given({})),
      ...undoOf("release", given({ body: { what: "claim" }, before: aRow({ claimedBy: mine }) })),
      ...undoOf("snooze", given({})),
      ...undoOf("unsnooze", given({ before: aRow({ snoozed }) })),
      ...undoOf("assign", given({ before: aRow({ state: "waiting" }), after: aRow({ offer }) })),
      ...undoOf("hold", given({ before: aRow({ response: "same-day" }) })),
      ...undoOf("link", given({ body: { other }, linkStatus: "suggested" })),
      ...undoOf("unlink", given({ body: { other }, linkStatus: "linked" })),
    ];
    expect(all).toHaveLength(8);
    for (const { name, body } of all) expect(commandBodies[name].safeParse(body).error?.issues ?? []).toEqual([]);
  });
});
