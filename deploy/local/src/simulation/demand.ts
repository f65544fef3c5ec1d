// How many referrals a synthetic day brings, when, and from whom. In: nothing. Out: shares and a rate for any time of day.
// The volume is real, the shape is an assumption: only monthly counts are published.

/**
 * Referrals in scope of the two-hour standard, NHS Mid and South Essex ICB (QH8), April 2024 to March 2025, rounded to 5 by the publisher.
 * Source: NHS England, Two-hour Urgent Community Response Performance Metrics 2024-25 (Community Services Data Set).
 */
export const publishedMonthlyReferrals = {
  "2024-04": 1065,
  "2024-05": 1315,
  "2024-06": 1155,
  "2024-07": 1090,
  "2024-08": 790,
  "2024-09": 1055,
  "2024-10": 1355,
  "2024-11": 1340,
  "2024-12": 1090,
  "2025-01": 1160,
  "2025-02": 905,
  "2025-03": 965,
} as const;

const daysPublished = 365;

/** Mean of a published day: about 36. */
export const referralsPerDay =
  Object.values(publishedMonthlyReferrals).reduce<number>((sum, count) => sum + count, 0) / daysPublished;

/** Share of a day's referrals by local hour: an assumption, most in opening hours with a late-morning peak. Adds up to 1. */
const hourShares = spread([1, 1, 1, 1, 1, 1, 2, 4, 8, 11, 12, 11, 9, 8, 8, 8, 7, 6, 5, 4, 3, 2, 2, 1]);

/** Share of each feed: an assumption. Adds up to 1. */
export const feedShares = { ambulance: 0.36, "primary-care": 0.28, community: 0.22, hospital: 0.14 } as const;

/** Referrals an hour at this local hour, 0 to 23. */
export function referralsPerHour(hour: number): number {
  return referralsPerDay * (hourShares[hour % 24] ?? 0);
}

function spread(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
