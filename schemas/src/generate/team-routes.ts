/** The paths of a team's own work for the published contract. */
import * as contracts from "../index.ts";
import type { Route } from "./route.ts";

export const teamRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/queue/summaries-owed",
    summary:
      "Closures whose summary the GP does not have yet: a team's own; all of them for the single point of access.",
    tag: "Teams",
    answers: { 200: { text: "At most 200, oldest first, without identity.", schema: contracts.summariesOwedAnswer } },
  },
];
