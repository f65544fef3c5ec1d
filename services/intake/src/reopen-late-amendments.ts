/**
 * An amendment that crossed the end of its case on the way would be lost: `queue` had closed the case, and this service did not know it yet.
 * In: amendments without effect whose case has ended. Out: each becomes a new referral with a link suggested, and its sender gets a new receipt.
 * What was withdrawn by its own sender stays withdrawn. Runs under the lease of the owed check.
 */
import { sql, type Kysely } from "kysely";
import { referralNumberOf } from "@ucrt/domain";
import { addToOutbox, inTransaction, type SqlExecutor } from "@ucrt/postgres";
import { submitted, type AmendmentReceived, type Received } from "@ucrt/schemas";
import { idOf } from "./ids.ts";
import { openedStatus } from "./status.ts";
import { insertSubmissions } from "./store-rows.ts";
import type { Answer } from "./submission.ts";
import { feedbackMessage, statusUrlOf, submittedMessage, textOfSubmitted } from "./submitted-messages.ts";
import type { IntakeTables } from "./tables.ts";

/** How long an amendment may have been on its way when the case ended. One that had taken effect is confirmed and not looked at. */
const ON_THE_WAY_MS = 60_000;
const BATCH = 100;

interface Late {
  readonly event_id: string;
  readonly message: string;
  readonly subjects: readonly string[];
  readonly date_of_birth: string | null;
  readonly sex: string | null;
  readonly nhs_number: string | null;
}

/** Looks once; returns how many became referrals of their own. */
export async function reopenLateAmendments(db: Kysely<IntakeTables>): Promise<number> {
  return inTransaction(db, async (trx) => {
    const { rows } = await sql<Late>`
      select inbox.event_id, inbox.message, submissions.subjects, identities.date_of_birth, identities.sex, identities.nhs_number
      from inbox join submissions using (referral_id) left join identities using (referral_id)
      where inbox.kind = 'amendment-received' and inbox.confirmed_at is null and inbox.message is not null
        and submissions.ended_at is not null and inbox.received_at >= submissions.ended_at - ${ON_THE_WAY_MS}
        and not exists (select 1 from inbox as later where later.referral_id = inbox.referral_id and later.kind = 'withdrawal-received')
      order by inbox.stored_at limit ${BATCH} for update of inbox skip locked`.execute(trx);
    let reopened = 0;
    for (const row of rows) {
      const message = submitted.parse(JSON.parse(row.message));
      if (message.type !== "amendment-received") continue;
      await reopen(trx, row, message);
      reopened += 1;
    }
    return reopened;
  });
}

async function reopen(trx: SqlExecutor, row: Late, late: AmendmentReceived): Promise<void> {
  const { confirmsTake: _confirmsTake, ...content } = late;
  const referralId = idOf("reopened", row.event_id);
  const received: Received = {
    ...content,
    type: "received",
    id: idOf("reopened-event", row.event_id),
    referralId,
    picture: { ...late.picture, dataQuality: [...late.picture.dataQuality, "amendment-after-end"] },
    isCandidate: false,
    suggestedLink: late.referralId,
  };
  const { sender } = received;
  const text = textOfSubmitted(received);
  const answer: Answer = { referralId, isAmendment: false, suggestedLink: late.referralId, receivedAtMs: received.at };
  await insertSubmissions(trx, [
    {
      referral_id: referralId,
      feed: sender.feed,
      source: sender.source,
      channel: sender.channel,
      organisation: sender.organisation,
      on_behalf_of: sender.onBehalfOf ?? null,
      case_id: sender.caseId,
      request_id: sender.requestId,
      subjects: row.subjects,
      is_candidate: false,
      received_at: received.at,
      last_sent_at: null,
      status: JSON.stringify(openedStatus({ referralId, receivedAtMs: received.at, isCandidate: false })),
      date_of_birth: row.date_of_birth,
      sex: row.sex ?? "unknown",
      nhs_number: row.nhs_number,
    },
  ]);
  await sql`
    update inbox set kind = 'received', referral_id = ${referralId}, event_id = ${received.id}, message = ${text}, answer = ${JSON.stringify(answer)}, resent_at = clock_timestamp(), resends = 0
    where event_id = ${row.event_id}`.execute(trx);
  const receipt = feedbackMessage(sender.feed, {
    type: "received",
    id: idOf("reopened-receipt", row.event_id),
    referralId,
    organisation: sender.organisation,
    requestId: sender.requestId,
    caseId: sender.caseId,
    at: received.at,
    statusUrl: statusUrlOf(referralId),
    referralNumber: referralNumberOf(referralId),
  });
  await addToOutbox(trx, [
    submittedMessage(
      { id: received.id, type: received.type, referralId, atMs: received.at, correlationId: received.correlationId },
      text,
    ),
    receipt,
  ]);
}
