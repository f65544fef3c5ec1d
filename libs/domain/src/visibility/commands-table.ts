/**
 * Who may give which command: what one must be to a referral. In: nothing. Out: the table, and the roles that can be such a thing at all.
 * Whether somebody is that to the referral at hand is decided in `referral/who-may.ts`, together with what goes beyond roles (registration).
 */
import type { CommandName, Role } from "@ucrt/schemas";
import { referrerRoles, spaRoles, teamRoles } from "./roles.ts";

/** A relation between a person and a referral that allows commands. */
export type Relation =
  | "spa"
  | "spa-clinician"
  /** Clinician or lead of the team that the live offer is with. */
  | "offered-team"
  /** Clinician or lead of the team that accepted. */
  | "holding-team"
  /** The submitter, or the desk of the organisation it came from or for. */
  | "own-referrer";

/** SPA appears where it records what somebody said on the telephone. */
export const commandsTable: Readonly<Record<CommandName, readonly Relation[]>> = {
  claim: ["spa"],
  release: ["spa"],
  snooze: ["spa"],
  unsnooze: ["spa"],
  note: ["spa", "offered-team", "holding-team"],
  assign: ["spa"],
  "withdraw-offer": ["spa"],
  review: ["spa-clinician"],
  hold: ["spa-clinician"],
  "record-call": ["spa"],
  link: ["spa"],
  unlink: ["spa"],
  "change-response": ["spa-clinician", "holding-team"],
  take: ["spa"],
  leave: ["spa"],
  seen: ["offered-team", "spa"],
  accept: ["offered-team", "spa"],
  decline: ["offered-team", "spa"],
  eta: ["holding-team", "spa"],
  contact: ["holding-team", "spa"],
  "en-route": ["holding-team", "spa"],
  arrive: ["holding-team", "spa"],
  "no-access": ["holding-team", "spa"],
  "escalate-999": ["holding-team", "spa"],
  "transfer-team": ["holding-team", "spa"],
  "hand-back": ["holding-team", "spa-clinician"],
  onward: ["holding-team", "spa"],
  close: ["holding-team", "spa"],
  "acknowledge-scene": ["holding-team", "spa"],
  "summary-sent": ["holding-team", "spa"],
  acknowledge: ["holding-team", "offered-team", "own-referrer", "spa"],
  "ask-a-nurse": ["own-referrer", "spa"],
  "agree-time": ["own-referrer", "spa"],
  "decline-time": ["own-referrer", "spa"],
  leaving: ["own-referrer", "spa"],
  staying: ["own-referrer", "spa"],
  conveying: ["own-referrer", "spa"],
};

const rolesOfRelation: Readonly<Record<Relation, readonly Role[]>> = {
  spa: spaRoles,
  "spa-clinician": ["spa-clinician"],
  "offered-team": teamRoles,
  "holding-team": teamRoles,
  "own-referrer": referrerRoles,
};

/** Roles that may give the command to some referral; the route lets nobody else in. */
export const rolesThatMayGive = (name: CommandName): readonly Role[] => [
  ...new Set(commandsTable[name].flatMap((relation) => rolesOfRelation[relation])),
];
