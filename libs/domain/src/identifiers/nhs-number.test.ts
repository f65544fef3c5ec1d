import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isNhsNumber, nhsNumberDigits } from "./nhs-number.ts";

describe("NHS number", () => {
  test("takes a number with the right check digit, however it is spaced", () => {
    expect(isNhsNumber("9476719931")).toBe(true);
    expect(isNhsNumber("947 671 9931")).toBe(true);
    expect(isNhsNumber("947-671-9931")).toBe(true);
  });

  test("refuses a wrong check digit, a wrong length, letters, and a check digit of ten", () => {
    expect(isNhsNumber("3478526985")).toBe(false);
    expect(isNhsNumber("947671993")).toBe(false);
    expect(isNhsNumber("94767199310")).toBe(false);
    expect(isNhsNumber("94767I9931")).toBe(false);
    // 6 x 2 = 12, 12 mod 11 = 1: the check digit would have to be ten.
    for (const last of "0123456789") expect(isNhsNumber(`000000006${last}`)).toBe(false);
  });

  test("refuses ten equal digits, which pass the sum", () => {
    for (const digit of "0123456789") expect(isNhsNumber(digit.repeat(10))).toBe(false);
  });

  test("at most one last digit fits any nine digits", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{9}$/), (nine) => {
        const fitting = "0123456789".split("").filter((last) => isNhsNumber(nine + last));
        expect(fitting.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("keeps what was sent, digits only", () => {
    expect(nhsNumberDigits(" 947 671 9931")).toBe("9476719931");
    expect(nhsNumberDigits("not known")).toBeNull();
  });
});
