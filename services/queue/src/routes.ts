/** Every HTTP route of `queue`, in one place. */
import type { HttpServer } from "@ucrt/service";
import { addAuditSampleRoutes } from "./audit-sample.ts";
import { addBreakGlassRoutes } from "./break-glass.ts";
import { addCallDraftRoutes } from "./call-drafts.ts";
import { addFallbackSheetRoutes } from "./fallback-sheet.ts";
import { addGetParkedRoute } from "./get-parked.ts";
import { addGetQueueRoute } from "./get-queue.ts";
import { addGetReferralRoutes } from "./get-referral.ts";
import { addGetRefusalsRoute } from "./get-refusals.ts";
import { addGetTeamsRoute } from "./get-teams.ts";
import { addCommandRoutes } from "./give-command.ts";
import type { Parts } from "./parts.ts";
import { addPutTeamStateRoute } from "./put-team-state.ts";
import { addReplayParkedRoute } from "./replay-parked.ts";
import { addReplayTaskRoutes } from "./replay-tasks.ts";
import { addRetrySwitchRoute } from "./retry-switch.ts";
import { addReviewBreakGlassRoutes } from "./review-break-glass.ts";
import type { AcceptanceLimits } from "./watch-acceptances.ts";
import { addSearchRoute } from "./search-referrals.ts";
import { addSummariesOwedRoute } from "./summaries-owed.ts";
import { addSubjectAccessRoute } from "./subject-access.ts";

/** Adds all routes. `limits`: of what one person may do in a short time. */
export function addRoutes(app: HttpServer, parts: Parts, limits: AcceptanceLimits): void {
  addSearchRoute(app, parts);
  addBreakGlassRoutes(app, parts);
  addReviewBreakGlassRoutes(app, parts);
  addGetReferralRoutes(app, parts);
  addCommandRoutes(app, parts, limits);
  addGetQueueRoute(app, parts);
  addSummariesOwedRoute(app, parts);
  addGetTeamsRoute(app, parts);
  addPutTeamStateRoute(app, parts);
  addGetParkedRoute(app, parts);
  addReplayParkedRoute(app, parts);
  addReplayTaskRoutes(app, parts);
  addRetrySwitchRoute(app, parts);
  addCallDraftRoutes(app, parts);
  addFallbackSheetRoutes(app, parts);
  addGetRefusalsRoute(app, parts);
  addAuditSampleRoutes(app, parts);
  addSubjectAccessRoute(app, parts);
}
