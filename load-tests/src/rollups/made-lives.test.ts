// The nation's lives are worth measuring with: they fit the contract, look like the published year, and are the same for the same seed.
import { foldMeasure, type Measure } from "@ucrt/domain";
import { referralFact } from "@ucrt/schemas";
import { expect, it } from "vitest";
import { seededChoice } from "../bench/seeded-choice.ts";
import { createLifeMaker } from "./made-lives.ts";
import { AREAS, monthsOf } from "./made-nation.ts";

const livesOf = (count: number) => {
  const { next } = createLifeMaker(seededChoice(1));
  return Array.from({ length: count }, () => next("2026-10"));
};

it("every fact fits its contract, and the same seed gives the same lives", () => {
  const lives = livesOf(300);
  for (const fact of lives.flat()) expect(referralFact.safeEncode(fact).error?.issues, fact.type).toBeUndefined();
  expect(livesOf(300)).toEqual(lives);
});

it("ends in many ways, over all areas, with some four in five seen within two hours", () => {
  const measures = livesOf(5_000).map((facts) => facts.reduce<Measure | null>(foldMeasure, null));
  const known = measures.filter((measure) => measure !== null);
  expect(known).toHaveLength(5_000);
  expect(new Set(known.map(({ place }) => place?.slice(0, 7))).size).toBe(AREAS + 1);
  for (const state of ["closed", "withdrawn", "handed-back", "advised"] as const)
    expect(known.filter((measure) => measure.state === state).length, state).toBeGreaterThan(20);
  expect(known.some(({ earlierId }) => earlierId !== null)).toBe(true);
  const seen = known.filter(({ arrivedAt, response }) => arrivedAt !== null && response === "two-hour");
  const met = seen.filter(({ arrivedAt, twoHourDueAt }) => arrivedAt !== null && arrivedAt <= twoHourDueAt);
  expect(met.length / seen.length).toBeGreaterThan(0.7);
  expect(met.length / seen.length).toBeLessThan(0.95);
});

it("shares all referrals out over the months, none lost, busier in winter than in spring", () => {
  const months = monthsOf({ referrals: 100_003, months: 24, last: "2026-10" });
  expect(months.reduce((sum, { referrals }) => sum + referrals, 0)).toBe(100_003);
  expect([months[0]?.month, months.at(-1)?.month]).toEqual(["2024-11", "2026-10"]);
  const of = (month: string) => months.find((one) => one.month === month)?.referrals ?? 0;
  expect(of("2026-01")).toBeGreaterThan(of("2026-04"));
});
