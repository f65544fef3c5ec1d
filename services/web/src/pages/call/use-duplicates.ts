/**
 * Cases that may be the same caller's or the same person's, looked up while a call is typed. In: the answers. Out: rows, each with why it was found.
 * Only whole numbers and a name with its date of birth are looked up, each once: every look-up is a search, written down and counted like one.
 */
import { isNhsNumber } from "@ucrt/domain/nhs-number";
import { searchAnswer } from "@ucrt/schemas";
import { useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { post } from "../api.ts";
import { readBirthDate } from "../read-birth-date.ts";
import type { Answers } from "../refer/referral-body.ts";
import { serverNowMs } from "../server-clock.ts";

type Row = z.output<typeof searchAnswer>["rows"][number];

export interface Duplicate {
  readonly row: Row;
  /** The strongest reason first. */
  readonly why: "nhs-number" | "name-and-date-of-birth" | "caller";
}

export interface Duplicates {
  readonly found: readonly Duplicate[];
  /** Why nothing is looked up for now, in words. */
  readonly trouble: string | undefined;
}

interface LookUp {
  readonly why: Duplicate["why"];
  readonly body: Readonly<Record<string, string>>;
}

const settleMs = 400;
const strongestFirst: readonly Duplicate["why"][] = ["nhs-number", "name-and-date-of-birth", "caller"];

/** What of these answers is whole enough to be looked up. Pure. */
export function lookUpsOf(answers: Answers, nowMs: number): readonly LookUp[] {
  const number = answers["nhsNumber"] ?? "";
  const name = (answers["name"] ?? "").trim();
  const born = readBirthDate(answers["dateOfBirth"] ?? "", nowMs);
  const callBack = answers["callBack"] ?? "";
  return [
    ...(isNhsNumber(number) ? [{ why: "nhs-number", body: { nhsNumber: number.replace(/\D/g, "") } } as const] : []),
    ...(name.length > 2 && born !== undefined
      ? [{ why: "name-and-date-of-birth", body: { name, dateOfBirth: born } } as const]
      : []),
    ...(callBack.replace(/\D/g, "").length >= 10 && callBack.length <= 20
      ? [{ why: "caller", body: { callerNumber: callBack.trim() } } as const]
      : []),
  ];
}

export function useDuplicates(answers: Answers): Duplicates {
  const known = useRef(new Map<string, readonly Row[]>());
  const [found, setFound] = useState<readonly Duplicate[]>([]);
  const [trouble, setTrouble] = useState<string>();
  const wanted = JSON.stringify(lookUpsOf(answers, serverNowMs()));
  useEffect(() => {
    let isOld = false;
    const look = async () => {
      const lookUps = JSON.parse(wanted) as readonly LookUp[];
      for (const { body } of lookUps) {
        const key = JSON.stringify(body);
        if (known.current.has(key)) continue;
        const answered = await post("/api/referrals/search", body, searchAnswer);
        if (isOld) return;
        if (!answered.ok) {
          setTrouble(
            answered.refusal.status === 429
              ? "Too many look-ups in five minutes: search by hand."
              : "Cases already open could not be looked up.",
          );
          continue;
        }
        setTrouble(undefined);
        known.current.set(key, answered.value.rows);
      }
      setFound(strongest(lookUps, known.current));
    };
    const timer = setTimeout(() => void look(), settleMs);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  return { found, trouble };
}

/** Each case once, by its strongest reason; those that are open before those that ended. */
function strongest(lookUps: readonly LookUp[], known: ReadonlyMap<string, readonly Row[]>): readonly Duplicate[] {
  const byCase = new Map<string, Duplicate>();
  for (const why of strongestFirst)
    for (const lookUp of lookUps.filter((one) => one.why === why))
      for (const row of known.get(JSON.stringify(lookUp.body)) ?? [])
        if (!byCase.has(row.referralId)) byCase.set(row.referralId, { row, why });
  return [...byCase.values()].toSorted(
    (one, other) =>
      Number(one.row.lane === "done") - Number(other.row.lane === "done") || other.row.receivedAt - one.row.receivedAt,
  );
}
