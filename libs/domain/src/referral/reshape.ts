/** The few ways in which a fact changes a referral: another status with its slots, other values, an offer that ends. For `evolve` alone. */
import { emptySlots, type Common, type Job, type OpenedReferral, type Situation } from "./referral.ts";

type StatusSlots = Omit<Situation, keyof typeof emptySlots>;

/** Another status: every slot is emptied but those named. */
export const become = (
  referral: OpenedReferral,
  situation: Partial<typeof emptySlots> & StatusSlots,
  changes: Partial<Common> = {},
): OpenedReferral => ({ ...referral, ...changes, ...emptySlots, ...situation }) as OpenedReferral;

/** The same status with other values. */
export const change = (
  referral: OpenedReferral,
  changes: Partial<Common> & Partial<typeof emptySlots>,
): OpenedReferral => ({ ...referral, ...changes }) as OpenedReferral;

export const withJob = (referral: OpenedReferral, changes: Partial<Job>): OpenedReferral =>
  referral.job === null ? referral : change(referral, { job: { ...referral.job, ...changes } });

export const endOffer = (
  referral: OpenedReferral,
  offerId: string,
  ended: Common["offers"][number]["ended"],
  declinedBecause: Common["offers"][number]["declinedBecause"] = null,
) => referral.offers.map((offer) => (offer.offerId === offerId ? { ...offer, ended, declinedBecause } : offer));

export const tried = (referral: OpenedReferral, team: string): readonly string[] =>
  referral.teamsTried.includes(team) ? referral.teamsTried : [...referral.teamsTried, team];

export const remember = (referral: OpenedReferral, id: string): readonly string[] =>
  referral.seenIds.includes(id) ? referral.seenIds : [...referral.seenIds, id];

/** After an offer ended without acceptance; the facts that follow say what comes next. */
export const afterOffer = (referral: OpenedReferral, changes: Partial<Common>): OpenedReferral =>
  become(referral, { status: "waiting", waitingFor: "offer" }, changes);

/** Routing owes nothing any more. */
export const settled = (referral: OpenedReferral): Common["routing"] =>
  referral.routing === null ? null : { ...referral.routing, isAwaited: false, isOverdue: false };
