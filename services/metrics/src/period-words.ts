/** A period as people say it. In: a period. Out: `October 2026`, `July to September 2026`, `2026`, `Week 41, from 5 October 2026`. Pure. */
import type { Period } from "@ucrt/domain";

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const monthName = (date: string): string => months[Number(date.slice(5, 7)) - 1] ?? date;

export function periodInWords({ id, kind, from, to }: Period): string {
  const year = from.slice(0, 4);
  switch (kind) {
    case "year":
      return year;
    case "quarter":
      return `${monthName(from)} to ${monthName(to)} ${year}`;
    case "month":
      return `${monthName(from)} ${year}`;
    case "week":
      return `Week ${Number(id.slice(6))}, from ${Number(from.slice(8))} ${monthName(from)} ${year}`;
  }
}
