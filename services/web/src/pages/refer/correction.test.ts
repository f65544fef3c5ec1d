import { describe, expect, it } from "vitest";
import { correctionOf, waitingDraftName } from "./correction.ts";

describe("a refused referral", () => {
  it("is opened again with the draft that was put aside for it", () => {
    expect(correctionOf({ about: "form d1", path: "/api/feeds/ambulance/referrals" })).toEqual({
      draftName: waitingDraftName("d1"),
      address: "/submit?correct=d1",
      plainAddress: "/submit",
    });
    expect(correctionOf({ about: "form d2", path: "/api/submissions/r1/amend" })).toMatchObject({
      draftName: waitingDraftName("d2"),
      address: "/my-referrals/r1/amend?correct=d2",
      plainAddress: "/my-referrals/r1/amend",
    });
  });

  it("is the only thing that has a form: a step has none", () => {
    expect(correctionOf({ about: "r1", path: "/api/referrals/r1/leaving" })).toBeUndefined();
  });
});
