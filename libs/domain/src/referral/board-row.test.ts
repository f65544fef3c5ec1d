// What a row of the board says of the flags, for readers of this version and of the one before.
import { describe, expect, it } from "vitest";
import { boardRow, laterFlag, type ClinicalPicture } from "@ucrt/schemas";
import { story } from "./given-when-then.ts";
import { madeReceived } from "./made-referral.ts";

type Change = Partial<Pick<ClinicalPicture, "flags" | "answers">>;

function rowOf(change: Change) {
  const message = madeReceived();
  const picture = { ...message.picture, ...change };
  return story()
    .when({ kind: "submitted", message: { ...message, picture } })
    .row();
}

const quiet = madeReceived().picture.flags;
const plan = { kind: "ReSPECT", seenByNamedPerson: false, treatAtHome: "unknown", coversThisEvent: "unknown" } as const;

describe("flags of a row", () => {
  it("name what the sender warns of, in the order of how much it matters before setting off", () => {
    const flags = { ...quiet, repeatCaller: true, agencyContacted: true, callWarning: true };
    expect(rowOf({ flags, answers: { advancePlan: plan } }).laterFlags).toEqual([
      "call-warning",
      "repeat-caller",
      "agency-contacted",
      "respect",
    ]);
  });

  it("are left out when the sender says no or nothing", () => {
    expect(rowOf({ flags: { ...quiet, repeatCaller: false, callWarning: false } })).not.toHaveProperty("laterFlags");
  });

  it("never put a word into the list whose words readers of the first version know", () => {
    const flags = { ...quiet, safeguarding: "yes", callWarning: true } as const;
    expect(rowOf({ flags }).flags).toEqual(expect.not.arrayContaining(laterFlag.options));
  });

  it("are read with words that this version does not know yet, instead of refusing the row", () => {
    const row = boardRow.encode(rowOf({}));
    expect(boardRow.parse({ ...row, laterFlags: ["of-next-year"] }).laterFlags).toEqual(["of-next-year"]);
  });
});
