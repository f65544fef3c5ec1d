/**
 * A BaRS conversation begins with its referral and goes on with each further version of it.
 * In: a submission that came by BaRS, the referral it is about. Out: one more row of the draft, for a new conversation or for a version. Pure but for the draft.
 */
import type { BarsConversation, Submission } from "../submission.ts";
import type { BarsCaseRow, BarsVersionRow } from "./bars-rows.ts";

export interface About {
  readonly referralId: string;
  /** The submission opened the referral. */
  readonly isNew: boolean;
  /** When its sender wrote it, epoch ms. */
  readonly writtenAtMs: number | null;
  readonly draft: { readonly barsCases: BarsCaseRow[]; readonly barsVersions: BarsVersionRow[] };
}

/** Notes the submission's part of its conversation. */
export function noteConversation(
  { organisation, requestId, correlationId }: Submission,
  { kind, ...bars }: BarsConversation,
  { referralId, isNew, writtenAtMs, draft }: About,
): void {
  const latest = {
    referral_id: referralId,
    request_id: requestId,
    written_at: writtenAtMs,
    nhs_number: bars.nhsNumber,
  };
  const conversation = {
    correlation_id: correlationId,
    bundle_id: bars.bundleId,
    service_request_id: bars.serviceRequestId,
  };
  if (isNew)
    draft.barsCases.push({
      ...latest,
      ...conversation,
      organisation,
      use_case: bars.useCase,
      category: bars.category,
    });
  else
    draft.barsVersions.push({
      ...latest,
      brings_case: kind !== "cancel",
      conversation: kind === "new" ? conversation : null,
    });
}
