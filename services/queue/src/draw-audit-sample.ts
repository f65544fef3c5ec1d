/**
 * Draws the month's audit sample from the facts. In: a local month. Out: up to the area's number of cases, each with what turned it away, and its
 * judgement so far. The same ones however often it is drawn, as long as the same referrals were refused: in the order of SHA-256 over month and id.
 * What has been judged stays drawn, so that a refusal that comes later in the month takes nobody's work away. `metrics` counts by the same rule.
 */
import { sql, type Selectable, type Transaction } from "kysely";
import { foldMeasure, isForAudit, monthBounds, refusalIn, type AuditedRefusal, type Measure } from "@ucrt/domain";
import { fact as factContract, type AuditCase, type Fact, type ReferralFact } from "@ucrt/schemas";
import { findingsInWords } from "./findings-in-words.ts";
import type { Parts } from "./parts.ts";
import type { QueueTables } from "./tables.ts";

const DAY_MS = 86_400_000;
/** Refused so long after it came, a referral is in no sample. */
const REFUSED_WITHIN_DAYS = 60;
const LOOKED_AT_ONCE = 40;

export interface DrawnCase extends Omit<AuditCase, "refusals" | "judgement" | "bar"> {
  readonly refusals: readonly AuditedRefusal[];
  readonly judgement: Omit<Selectable<QueueTables["audit_judgement"]>, "month"> | null;
}

/** Looks through the refusals in the order of the draw until enough are found. */
export async function drawAuditSample(
  trx: Transaction<QueueTables>,
  parts: Parts,
  month: string,
): Promise<readonly DrawnCase[]> {
  const { startMs, endMs } = monthBounds(parts.directory.civil, month);
  const drawn: DrawnCase[] = [];
  for (let offset = 0; drawn.length < parts.auditSampleReferrals; offset += LOOKED_AT_ONCE) {
    // The types are written out: the index of refusals is found by them.
    const { rows } = await sql<{ id: string }>`
      select referral.id from referral left join audit_judgement judged on judged.referral_id = referral.id
      where referral.id in (
          select chain_id from fact where type in ('offer-declined', 'handed-back', 'advised')
            and recorded_at >= ${new Date(startMs)} and recorded_at < ${new Date(endMs + REFUSED_WITHIN_DAYS * DAY_MS)}
        )
        and not exists (select 1 from acceptance where acceptance.referral_id = referral.id)
      order by judged.referral_id is null, sha256(convert_to(${month} || referral.id::text, 'UTF8'))
      limit ${LOOKED_AT_ONCE} offset ${offset}`.execute(trx);
    const facts = await factsOf(
      trx,
      rows.map(({ id }) => id),
    );
    for (const { id } of rows) {
      const own = facts.get(id) ?? [];
      const measure = measureOf(own);
      if (measure === null || !isForAudit(measure) || measure.receivedAt < startMs || measure.receivedAt >= endMs)
        continue;
      if (drawn.length < parts.auditSampleReferrals) drawn.push(await caseOf(trx, parts, measure, own));
    }
    if (rows.length < LOOKED_AT_ONCE) break;
  }
  return drawn;
}

async function factsOf(
  trx: Transaction<QueueTables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Fact[]>> {
  const { rows } = await sql<{ chain_id: string; body: string }>`
    select chain_id, body from fact where chain_id = any(${ids}::uuid[]) order by chain_id, sequence`.execute(trx);
  return new Map(
    [...Map.groupBy(rows, (row) => row.chain_id)].map(([id, bodies]) => [
      id,
      bodies.map(({ body }) => factContract.parse(JSON.parse(body))),
    ]),
  );
}

const measureOf = (facts: readonly Fact[]): Measure | null =>
  facts.reduce<Measure | null>((measure, fact) => foldMeasure(measure, fact as ReferralFact), null);

async function caseOf(
  trx: Transaction<QueueTables>,
  parts: Parts,
  measure: Measure,
  facts: readonly Fact[],
): Promise<DrawnCase> {
  const { referralId, receivedAt, referrer, source, place, need, outcome } = measure;
  const pictures = facts.flatMap((fact) =>
    fact.type === "opened" || fact.type === "amended" ? [fact.data.picture] : [],
  );
  const assessed = facts.findLast((fact) => fact.type === "assessed")?.data.decision;
  const judgement = await trx
    .selectFrom("audit_judgement")
    .selectAll()
    .where("referral_id", "=", referralId)
    .executeTakeFirst();
  return {
    referralId,
    receivedAt,
    referrer,
    source,
    place,
    need,
    outcome,
    ageYears: pictures.at(-1)?.ageYears ?? null,
    sex: pictures.at(-1)?.sex ?? "unknown",
    findings:
      assessed === undefined
        ? []
        : findingsInWords(parts, assessed)
            .filter((finding) => finding.raises !== null && finding.result !== "not-met")
            .map(({ criterion, wording, result }) => ({ criterion, wording, result })),
    refusals: facts.flatMap((fact) => refusalIn(fact) ?? []),
    judgement: judgement ?? null,
  };
}
