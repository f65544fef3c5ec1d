import { describe, expect, it } from "vitest";
import { aRow } from "../live/rows-for-tests.ts";
import { laneBeside, rowBeside } from "./row-steps.ts";

const rows = (...ids: readonly string[]) => ids.map((referralId) => aRow({ referralId }));
const lanes = [rows("a", "b"), [], rows("c")];

describe("j and k", () => {
  it("go through all lanes and stop at both ends", () => {
    expect([undefined, "a", "b", "c"].map((id) => rowBeside(lanes, id, 1))).toEqual(["a", "b", "c", "c"]);
    expect([undefined, "c", "b", "a"].map((id) => rowBeside(lanes, id, -1))).toEqual(["c", "b", "a", "a"]);
    expect(rowBeside([[], []], undefined, 1)).toBeUndefined();
  });

  it("and lane by lane, over empty ones", () => {
    expect([undefined, "b", "c"].map((id) => laneBeside(lanes, id, 1))).toEqual(["a", "c", "c"]);
    expect(laneBeside(lanes, "c", -1)).toBe("a");
  });
});
