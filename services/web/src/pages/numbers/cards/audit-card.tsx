/**
 * How many refusals of the month's audit sample a clinician has judged, and how many they agree with. In: the report's month, `GET /api/metrics/audit-sample`.
 * Out: counts with their completeness for the service lead. Others are told why they see none: ten cases are too few to publish.
 */
import { auditSampleAnswer, type ReportAnswer } from "@ucrt/schemas";
import { Link } from "react-router";
import { useSession } from "../../session.tsx";
import { useLoaded } from "../../use-loaded.ts";
import { ChartCard } from "../charts/chart-card.tsx";

const heading = "Refusals that a clinician has judged";

export function AuditCard({ report }: { readonly report: ReportAnswer }) {
  const { principal } = useSession();
  const isMonth = report.period.kind === "month";
  const isReader = principal?.role === "service-lead";
  const { value, refusal } = useLoaded(
    isMonth && isReader ? `/api/metrics/audit-sample?month=${report.period.id}` : undefined,
    auditSampleAnswer,
  );
  const card = (says: string) => <ChartCard id="audit" heading={heading} says={says} meanings={[]} />;
  if (!isReader)
    return card(
      "Each month ten refusals and declines are drawn for a clinician's agree or disagree. The service lead reads them: so few are not published.",
    );
  if (!isMonth) return card("Drawn for each month: choose one.");
  if (value === undefined) return card(refusal?.words ?? "Loading …");
  const judged = value.referrals.filter((one) => one.judgement !== null);
  const agreed = judged.filter((one) => one.judgement === "agree").length;
  return (
    <ChartCard
      id="audit"
      heading={heading}
      says={
        value.referrals.length === 0
          ? "Nothing was refused or declined in this month."
          : `${judged.length} of ${value.referrals.length} judged: ${agreed} agree, ${judged.length - agreed} disagree.`
      }
      meanings={[
        {
          id: "auditSample",
          name: "Audit sample",
          definition: value.words,
          completePercent:
            value.referrals.length === 0 ? null : Math.round((1000 * judged.length) / value.referrals.length) / 10,
          completeWords: '"Judged by a clinician" of "drawn".',
        },
      ]}
    >
      <p>
        <Link to={`/audit-sample?month=${report.period.id}`}>The drawn cases</Link>
      </p>
    </ChartCard>
  );
}
