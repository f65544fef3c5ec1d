/** Every route of `metrics`. In: a server and what the routes need. Out: nothing; the routes are on the server. */
import type { HttpServer } from "@ucrt/service";
import { addAuditSampleRoute } from "./get-audit-sample.ts";
import { addDemandByHourRoute } from "./get-demand-by-hour.ts";
import { addReconciliationRoute } from "./get-reconciliation.ts";
import { addReportRoutes } from "./get-report.ts";
import { addThroughputRoutes } from "./get-throughput.ts";
import type { NumbersDependencies } from "./numbers-dependencies.ts";

export function addNumbersRoutes(app: HttpServer, dependencies: NumbersDependencies): void {
  addReportRoutes(app, dependencies);
  addDemandByHourRoute(app, dependencies);
  addReconciliationRoute(app, dependencies);
  addAuditSampleRoute(app, dependencies);
  addThroughputRoutes(app, { ...dependencies, timeZone: dependencies.civil.zone });
}
