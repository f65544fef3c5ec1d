/**
 * Who sees which row of the board: one table by role, used by live, queue and pages alike. In: a principal and a row. Out: yes or no.
 * Says nothing about identity behind a row: names and access notes have rules of their own in queue. Pure.
 */
import type { BoardRow, Principal, Role } from "@ucrt/schemas";

/** What of a row decides who sees it. */
export type ViewedRow = Pick<BoardRow, "submitter" | "senderOrganisation" | "onBehalfOf" | "team" | "offer">;
type Viewer = Pick<Principal, "subject" | "role" | "organisation" | "team">;

const everyRow = (): boolean => true;
const noRow = (): boolean => false;
const ownSubmission = (viewer: Viewer, row: ViewedRow): boolean =>
  row.submitter !== null && row.submitter === viewer.subject;
const ownOrganisation = (viewer: Viewer, row: ViewedRow): boolean =>
  viewer.organisation === row.senderOrganisation || viewer.organisation === row.onBehalfOf;
/** A live offer is a legitimate relationship; it ends with a decline or a lapse, when the row no longer names the team. */
const offeredOrHeld = (viewer: Viewer, row: ViewedRow): boolean =>
  viewer.team !== undefined && (row.offer?.team === viewer.team || row.team === viewer.team);

const rules = {
  crew: ownSubmission,
  referrer: ownSubmission,
  "referrer-desk": ownOrganisation,
  "spa-coordinator": everyRow,
  "spa-clinician": everyRow,
  "ucrt-clinician": offeredOrHeld,
  "ucrt-lead": offeredOrHeld,
  "service-lead": everyRow,
  commissioner: noRow,
  "privacy-officer": noRow,
  operator: noRow,
  feed: noRow,
} as const satisfies Readonly<Record<Role, (viewer: Viewer, row: ViewedRow) => boolean>>;

/** True when this principal may see this row of the board. */
export function mayView(viewer: Viewer, row: ViewedRow): boolean {
  return rules[viewer.role](viewer, row);
}

/** True when some row could ever be visible: a socket for anyone else would stay empty for ever. */
export function mayViewBoard(viewer: Viewer): boolean {
  return rules[viewer.role] !== noRow;
}

/** Roles that see the feeds' state and the parked count beside the rows. */
export function mayViewFeeds(viewer: Viewer): boolean {
  return viewer.role === "spa-coordinator" || viewer.role === "spa-clinician" || viewer.role === "service-lead";
}

/** Everything of a principal that decides what it sees, as one text: two principals with the same scope see the same rows. */
export function viewScope(viewer: Viewer): string {
  const rule = rules[viewer.role];
  if (rule === ownSubmission) return `submitter:${viewer.subject}`;
  if (rule === ownOrganisation) return `organisation:${viewer.organisation}`;
  if (rule === offeredOrHeld) return `team:${viewer.team ?? ""}`;
  return `${rule === everyRow ? "all" : "none"}${mayViewFeeds(viewer) ? "+feeds" : ""}`;
}

/**
 * Every scope that may see the row, each once: a row finds its readers without asking each of them. Agrees with {@link mayView}: a principal may see
 * the row exactly when its {@link viewScope} is among these.
 */
export function scopesThatView(row: ViewedRow): ReadonlySet<string> {
  const scopes = new Set(["all", "all+feeds", `organisation:${row.senderOrganisation}`]);
  if (row.submitter !== null) scopes.add(`submitter:${row.submitter}`);
  if (row.onBehalfOf !== null) scopes.add(`organisation:${row.onBehalfOf}`);
  if (row.offer !== null) scopes.add(`team:${row.offer.team}`);
  if (row.team !== null) scopes.add(`team:${row.team}`);
  return scopes;
}
