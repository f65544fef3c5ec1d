// The number that people say: made of an id, and read again however it was typed.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readReferralNumber, referralNumberOf } from "./referral-number.ts";

const id = "6f1de0c2-9f5b-5a3e-8d21-0c1a2b3c4d5e";

describe("the number of a referral", () => {
  it("is short, readable on the telephone, and another for another referral", () => {
    expect(referralNumberOf(id)).toBe("UCR-38NK-RKAY");
    expect(referralNumberOf("6f1de0c2-9f5b-5a3e-8d21-0c1a2b3c4d5f")).not.toBe(referralNumberOf(id));
    expect(referralNumberOf("00000000-0000-4000-8000-000000000000")).toBe("UCR-0000-0000");
    expect(referralNumberOf("00000000-0000-4000-8000-ffffffffffff")).toBe("UCR-ZZZZ-ZZZZ");
  });

  it("leads back to the last digits of every id, the zeros in front included", () => {
    fc.assert(
      fc.property(fc.uuid(), (any) => {
        expect(referralNumberOf(any)).toMatch(/^UCR-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
        expect(readReferralNumber(referralNumberOf(any))).toBe(any.slice(-10));
        expect(readReferralNumber(referralNumberOf(any.toUpperCase()))).toBe(any.slice(-10));
      }),
    );
    expect(readReferralNumber("UCR-0000-0001")).toBe("0000000001");
  });

  it.each([
    "ucr-38nk-rkay",
    "38NK-RKAY",
    "38nkrkay",
    "UCR 38NK RKAY",
    "ucr38nkrkay",
    "  U C R 3 8 N K  R K A Y ",
    "UCR–38NK–RKAY",
    "UCR.38NK/RKAY.",
    "ＵＣＲ－３８ＮＫ－ＲＫＡＹ",
  ])("is read as typed: %s", (typed) => {
    expect(readReferralNumber(typed)).toBe("1a2b3c4d5e");
  });

  it("takes O for nought, I and L for one", () => {
    expect(readReferralNumber("ucr-oO0l-Ii1L")).toBe(readReferralNumber("UCR-0001-1111"));
  });

  it.each(["", "UCR", "UCR-", "UCR-38NK-RKA", "UCR-38NK-RKAYX", "UCR-38NK-RKAU", "UCR-UCR-38NK", "🙂", "ß".repeat(8)])(
    "is not made of %j",
    (typed) => {
      expect(readReferralNumber(typed)).toBeUndefined();
    },
  );

  it("never throws, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (any) => {
        expect(readReferralNumber(any) ?? "0000000000").toMatch(/^[0-9a-f]{10}$/);
      }),
    );
  });
});
