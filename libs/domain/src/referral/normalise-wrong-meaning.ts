/**
 * What a contract cannot say: fields that are well formed and still impossible.
 * In: a parsed message that brings a case, when it was received, which organisations are known. Out: every wrong field with its reason. Pure.
 * A future instant is not among them (kept and flagged), nor is an NHS number that fails its check.
 */
import { isDateAhead } from "./normalise-age.ts";
import type { AnyCase } from "./normalise-shared.ts";

export interface WrongMeaning {
  /** Dotted path in the message. */
  readonly path: string;
  readonly reason: string;
}

const EARLIEST_BIRTH = "1890-01-01";

/** Fields that cannot be true. `receivedAtMs`: epoch ms. */
export function wrongInMeaning(message: AnyCase, receivedAtMs: number): readonly WrongMeaning[] {
  const wrong: WrongMeaning[] = [];
  const { dateOfBirth } = message.patient;
  if (dateOfBirth !== undefined && isDateAhead(dateOfBirth, receivedAtMs)) wrong.push({ path: "patient.dateOfBirth", reason: "a birth date cannot be in the future" });
  else if (dateOfBirth !== undefined && dateOfBirth < EARLIEST_BIRTH) wrong.push({ path: "patient.dateOfBirth", reason: "nobody alive was born before 1890" });
  const planDate = message.clinical.advancePlan?.date;
  if (planDate !== undefined && isDateAhead(planDate, receivedAtMs)) wrong.push({ path: "clinical.advancePlan.date", reason: "a plan cannot be dated in the future" });
  return wrong;
}

/** An organisation code that the area's directory does not know. */
export function wrongOrganisations(message: { readonly organisation: string; readonly onBehalfOf?: string | undefined }, isKnown: (code: string) => boolean): readonly WrongMeaning[] {
  return (["organisation", "onBehalfOf"] as const).flatMap((field) => {
    const code = message[field];
    return code === undefined || isKnown(code) ? [] : [{ path: field, reason: `${code} is not an organisation that this service knows` }];
  });
}
