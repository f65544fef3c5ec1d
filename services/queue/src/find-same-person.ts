/**
 * Finds other referrals that may be of the same person, by keyed hashes only.
 * In: referrals whose persons are saved. Out: pairs with their basis, and closed ones with the same verified NHS number.
 * Never on address or telephone alone; a differing date of birth or sex blocks it. A person decides about every link.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { QueueTables } from "./tables.ts";

export interface SamePerson {
  readonly referralId: string;
  readonly other: string;
  readonly basis: "nhs-number" | "name-and-date-of-birth";
  readonly isOtherEnded: boolean;
  readonly otherEndedAtMs: number | null;
}

/** How far back closed referrals are looked for, in days: repeat within 30 days is measured; a year serves the page. */
const LOOK_BACK_DAYS = 365;

/** Open referrals that one new referral is compared with; more than these would be a fault of the data, not the same person. */
const MOST_OPEN = 5;

/** Pairs of a given referral with an earlier one of perhaps the same person, oldest first; of open ones the newest five. */
export async function findSamePerson(
  trx: Transaction<QueueTables>,
  referralIds: readonly string[],
  nowMs: number,
): Promise<readonly SamePerson[]> {
  if (referralIds.length === 0) return [];
  const { rows } = await sql<{
    referral_id: string;
    other: string;
    same_number: boolean;
    is_ended: boolean | null;
    ended_at: Date | null;
  }>`
    select mine.referral_id, other.referral_id as other,
      coalesce(mine.nhs_number_hash = other.nhs_number_hash and mine.nhs_number_verified and other.nhs_number_verified, false) as same_number,
      referral.is_ended, referral.ended_at
    from person mine
    cross join lateral (
      -- Two look-ups of an index each; an "or" in one join would read the table.
      select them.* from person them where mine.nhs_number_verified and them.nhs_number_verified and them.nhs_number_hash = mine.nhs_number_hash
      union
      select them.* from person them where them.identity_hash = mine.identity_hash
    ) other
    join referral on referral.id = other.referral_id
    where mine.referral_id = any(${referralIds}::uuid[]) and other.referral_id <> mine.referral_id
      and referral.received_at > ${new Date(nowMs - LOOK_BACK_DAYS * 86_400_000)}
      and (mine.date_of_birth_hash is null or other.date_of_birth_hash is null or mine.date_of_birth_hash = other.date_of_birth_hash)
      and (mine.details ->> 'sex' in ('unknown', 'other') or other.details ->> 'sex' in ('unknown', 'other') or mine.details ->> 'sex' = other.details ->> 'sex')
    order by referral.received_at, other.referral_id
    limit 2000`.execute(trx);
  const pairs = rows.map((row): SamePerson => ({
    referralId: row.referral_id,
    other: row.other,
    basis: row.same_number ? "nhs-number" : "name-and-date-of-birth",
    isOtherEnded: row.is_ended ?? false,
    otherEndedAtMs: row.ended_at?.getTime() ?? null,
  }));
  const open = Map.groupBy(
    pairs.filter((pair) => !pair.isOtherEnded),
    (pair) => pair.referralId,
  );
  const suggested = new Set([...open.values()].flatMap((list) => list.slice(-MOST_OPEN)));
  return pairs.filter((pair) => pair.isOtherEnded || suggested.has(pair));
}
