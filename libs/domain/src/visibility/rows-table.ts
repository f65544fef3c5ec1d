/**
 * Who sees which row of the board, and with it which frames of the live connection: one table by role, used by live, queue and pages alike. In: a principal and a row. Out: yes or no.
 * Says nothing about identity behind a row: names and access notes have rules of their own in queue. Pure.
 */
import { role, type BoardRow, type Principal, type Role } from "@ucrt/schemas";
import { spaRoles } from "./roles.ts";

/** What of a row decides who sees it. */
export type ViewedRow = Pick<BoardRow, "submitter" | "senderOrganisation" | "onBehalfOf" | "team"> & {
  readonly offer: Pick<NonNullable<BoardRow["offer"]>, "team"> | null;
};
type Viewer = Pick<Principal, "subject" | "role" | "organisation" | "team">;

/** Which rows a role sees. */
export type Viewable =
  /** Sent by the person. */
  | "own-submissions"
  /** Sent from or for the organisation. */
  | "own-organisation"
  /** With the person's team, by a live offer or an acceptance. An offer is a legitimate relationship; it ends with a decline or a lapse, when the row no longer names the team. */
  | "offered-or-held"
  | "every"
  | "none";

export const rowsTable = {
  crew: "own-submissions",
  referrer: "own-submissions",
  "referrer-desk": "own-organisation",
  "spa-coordinator": "every",
  "spa-clinician": "every",
  "ucrt-clinician": "offered-or-held",
  "ucrt-lead": "offered-or-held",
  "service-lead": "every",
  commissioner: "none",
  "privacy-officer": "none",
  operator: "none",
  feed: "none",
} as const satisfies Readonly<Record<Role, Viewable>>;

/** Beside the rows of a live board: the feeds' state and the count of parked messages, for those who run the desk. */
export const deskFramesRoles = [...spaRoles, "service-lead"] as const satisfies readonly Role[];

/** True when this principal may see this row of the board. */
export function mayView(viewer: Viewer, row: ViewedRow): boolean {
  switch (rowsTable[viewer.role]) {
    case "own-submissions":
      return row.submitter !== null && row.submitter === viewer.subject;
    case "own-organisation":
      return viewer.organisation === row.senderOrganisation || viewer.organisation === row.onBehalfOf;
    case "offered-or-held":
      return viewer.team !== undefined && (row.offer?.team === viewer.team || row.team === viewer.team);
    case "every":
      return true;
    case "none":
      return false;
  }
}

/**
 * A row as this viewer gets it: who of the desk is on it, and what was put aside and why, stay with those who work it. A referrer learns status,
 * decision, reason and outcome.
 */
export function rowFor<Row extends Pick<BoardRow, "claimedBy" | "snoozed">>(
  viewer: Pick<Viewer, "role">,
  row: Row,
): Row {
  const viewable = rowsTable[viewer.role];
  if (viewable === "every" || viewable === "offered-or-held") return row;
  const { snoozed: _desks, ...others } = row;
  return { ...others, claimedBy: null } as Row;
}

/** Roles for which some row could ever be visible: a socket for anyone else would stay empty for ever. */
export const boardRoles: readonly Role[] = role.options.filter((one) => rowsTable[one] !== "none");

/** True when some row could ever be visible. */
export const mayViewBoard = (viewer: Pick<Viewer, "role">): boolean => boardRoles.includes(viewer.role);

/** True for who sees the feeds' state and the parked count beside the rows. */
export const mayViewFeeds = (viewer: Pick<Viewer, "role">): boolean =>
  deskFramesRoles.some((one) => one === viewer.role);

/** Everything of a principal that decides what it sees, as one text: two principals with the same scope see the same rows. */
export function viewScope(viewer: Viewer): string {
  switch (rowsTable[viewer.role]) {
    case "own-submissions":
      return `submitter:${viewer.subject}`;
    case "own-organisation":
      return `organisation:${viewer.organisation}`;
    case "offered-or-held":
      return `team:${viewer.team ?? ""}`;
    case "every":
      return mayViewFeeds(viewer) ? "all+feeds" : "all";
    case "none":
      return "none";
  }
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
