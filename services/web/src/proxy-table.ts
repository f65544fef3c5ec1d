/**
 * Which service answers which path of the public origin. One table; a path that is not here does not exist.
 * In: the addresses of the services. Out: prefixes with their service. A prefix fits itself and everything below it.
 */

export const proxiedServices = ["intake", "eligibility", "routing", "queue", "live", "metrics"] as const;
export type ProxiedService = (typeof proxiedServices)[number];
export type ServiceUrls = Readonly<Record<ProxiedService, string>>;

export interface ProxyEntry {
  readonly prefix: string;
  readonly service: ProxiedService;
}

export const proxyTable: readonly ProxyEntry[] = [
  { prefix: "/api/feeds", service: "intake" },
  { prefix: "/api/submissions", service: "intake" },
  { prefix: "/FHIR", service: "intake" },
  { prefix: "/api/eligibility-checks", service: "eligibility" },
  { prefix: "/api/criteria", service: "eligibility" },
  { prefix: "/api/directory", service: "routing" },
  { prefix: "/api/referrals", service: "queue" },
  { prefix: "/api/queue", service: "queue" },
  { prefix: "/api/teams", service: "queue" },
  { prefix: "/api/parked", service: "queue" },
  { prefix: "/api/call-drafts", service: "queue" },
  { prefix: "/api/fallback-sheet", service: "queue" },
  { prefix: "/api/refusals", service: "queue" },
  { prefix: "/api/audit-sample", service: "queue" },
  { prefix: "/api/subject-access", service: "queue" },
  { prefix: "/api/live", service: "live" },
  { prefix: "/api/metrics", service: "metrics" },
];

/** The path whose upgrade to a websocket is tunnelled to `live`. */
export const tunnelledPath = "/api/live";

/** What each service does, for a caller who is told that it does not answer. */
export const serviceInWords: Readonly<Record<ProxiedService, string>> = {
  intake: "Taking referrals",
  eligibility: "The check against the criteria",
  routing: "The directory of teams",
  queue: "The queue of referrals",
  live: "The live board",
  metrics: "The numbers",
};
