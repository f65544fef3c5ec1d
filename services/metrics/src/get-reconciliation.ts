/**
 * `GET /api/metrics/reconciliation`. In: nothing. Out: our months beside the published ones, the differences, and why they differ.
 * Where there is no month in common it says so and shows the published series to compare with. Our side is disclosed for commissioners as everything is.
 */
import { periodOf } from "@ucrt/domain";
import { reconciliationAnswer, type ReconciliationAnswer, type Shown } from "@ucrt/schemas";
import { principalOf, type HttpServer } from "@ucrt/service";
import { contextOf, sourceFor } from "./get-report.ts";
import type { NumbersDependencies } from "./numbers-dependencies.ts";

export function addReconciliationRoute(app: HttpServer, dependencies: NumbersDependencies): void {
  const { area, published } = dependencies;
  const series = Object.entries(published.organisations).map(([ods, { name, kind, months }]) => ({
    ods,
    name,
    kind,
    months: Object.entries(months)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([month, figures]) => ({ month, ...figures })),
  }));
  const ofArea = series.find(({ kind }) => kind === "area")?.months ?? [];
  const { title, period, source, licence, notes, explanations } = published;

  app.get(
    "/api/metrics/reconciliation",
    { schema: { response: { 200: reconciliationAnswer } } },
    async (request): Promise<ReconciliationAnswer> => {
      const context = contextOf(dependencies);
      const numbers = sourceFor(principalOf(request).role, dependencies, context);
      const ours = await numbers.read(
        ofArea.map(({ month }) => periodOf(month)).filter((one) => one !== undefined),
        [],
      );
      const months = ofArea.flatMap((theirs): ReconciliationAnswer["months"] => {
        const group = ours.get(theirs.month)?.groups[0];
        if (group === undefined) return [];
        const twoHourInScope = group.count("twoHourInScope");
        const twoHourPercent = percentOf(group.count("twoHourMet"), twoHourInScope);
        return [
          {
            month: theirs.month,
            ours: { twoHourInScope, twoHourPercent },
            theirs,
            difference: {
              referrals: minus(twoHourInScope, theirs.referrals),
              percentagePoints: minus(twoHourPercent, theirs.twoHourPercent),
            },
          },
        ];
      });
      return {
        asOf:
          numbers.isDisclosed && ours.size > 0
            ? Math.max(...[...ours.values()].map((one) => one.asOfMs))
            : context.nowMs,
        area,
        isDisclosed: numbers.isDisclosed,
        publication: { title, period, source, licence, notes },
        months,
        words:
          months.length === 0
            ? `No month is in both: the published series is of ${period}, and nothing was received here then. It is shown to compare with, not to reconcile.`
            : `${months.length} months are in both. Ours minus theirs; the explanations say why they may differ.`,
        explanations,
        published: series,
      };
    },
  );
}

function percentOf(part: Shown, whole: Shown): Shown {
  if (part === "*" || whole === "*") return "*";
  return part === null || whole === null || whole === 0 ? null : Math.round((1000 * part) / whole) / 10;
}

function minus(ours: Shown, theirs: number | null): Shown {
  if (ours === "*") return "*";
  return ours === null || theirs === null ? null : Math.round(10 * (ours - theirs)) / 10;
}
