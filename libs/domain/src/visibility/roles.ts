/**
 * The groups of roles that the tables of who may see and do what speak of. In: nothing. Out: lists of roles, each written once.
 * docs/who-may-what.md shows what each may; a new role belongs to no group until somebody writes it here.
 */
import type { Role } from "@ucrt/schemas";

/** Who may call a route. `public`: nobody in particular. `signed-in`: any principal. A list: one of these roles. */
export type Access = "public" | "signed-in" | readonly Role[];

/** The single point of access. */
export const spaRoles = ["spa-coordinator", "spa-clinician"] as const satisfies readonly Role[];
/** Urgent community response teams. */
export const teamRoles = ["ucrt-clinician", "ucrt-lead"] as const satisfies readonly Role[];
/** People who refer. */
export const referrerRoles = ["crew", "referrer", "referrer-desk"] as const satisfies readonly Role[];
/** Systems that send. */
export const machineRoles = ["feed"] as const satisfies readonly Role[];
/** Who may send a referral and follow it: referrers, SPA for a caller, and systems. */
export const sendingRoles = [...referrerRoles, ...spaRoles, ...machineRoles] as const satisfies readonly Role[];
/** Who may ask "would they take it?": who sends, and who answers for the service. */
export const checkingRoles = [...sendingRoles, ...teamRoles, "service-lead"] as const satisfies readonly Role[];
/** Who works for the service itself. */
export const staffRoles = [...spaRoles, ...teamRoles, "service-lead"] as const satisfies readonly Role[];
/** Who may look behind the glass with a reason. */
export const breakGlassRoles = staffRoles;
/** Who judges a refusal of the audit sample: clinicians, of their own registration. */
export const judgingRoles = ["spa-clinician", ...teamRoles] as const satisfies readonly Role[];
/** Who sees the queue as it stood at a past minute. */
export const lookBackRoles = ["service-lead"] as const satisfies readonly Role[];
/** Unsuppressed operational numbers, without identity. */
export const liveNumbersRoles = ["service-lead", ...spaRoles, "ucrt-lead"] as const satisfies readonly Role[];
/** Numbers at all: commissioners read what was published, with disclosure control. */
export const numbersRoles = ["commissioner", ...liveNumbersRoles] as const satisfies readonly Role[];

export const isSpa = ({ role }: { readonly role: Role }): boolean => spaRoles.some((one) => one === role);
/** Somebody of a team who is in none today (rota): may act for no team, whatever there is to act on. */
export const isInNoTeam = (who: { readonly role: Role; readonly team?: string | undefined }): boolean =>
  isUcrt(who) && who.team === undefined;
export const isUcrt = ({ role }: { readonly role: Role }): boolean => teamRoles.some((one) => one === role);
export const mayLookBack = ({ role }: { readonly role: Role }): boolean => lookBackRoles.some((one) => one === role);
export const seesLiveNumbers = ({ role }: { readonly role: Role }): boolean =>
  liveNumbersRoles.some((one) => one === role);
