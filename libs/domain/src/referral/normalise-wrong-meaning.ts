/**
 * What a contract cannot say: fields that are well formed and still impossible.
 * In: a message, parsed or not yet (all that is wrong is named at once), when it was received, which organisations are known. Out: wrong fields. Pure.
 * A future instant is not among them (kept and flagged), nor is an NHS number that fails its check.
 */
import { isDateAhead } from "./normalise-age.ts";

export interface WrongMeaning {
  /** Dotted path in the message. */
  readonly path: string;
  readonly reason: string;
}

const EARLIEST_BIRTH = "1890-01-01";

/** What is looked at; anything of another type is the contract's to refuse. */
interface Judged {
  readonly patient?: { readonly dateOfBirth?: unknown } | undefined;
  readonly clinical?: { readonly advancePlan?: { readonly date?: unknown } | undefined } | undefined;
}

const calendarDate = /^\d{4}-\d{2}-\d{2}$/;

/** Fields that cannot be true. `receivedAtMs`: epoch ms. */
export function wrongInMeaning(message: Judged, receivedAtMs: number): readonly WrongMeaning[] {
  const wrong: WrongMeaning[] = [];
  const birth = message.patient?.dateOfBirth;
  if (isDate(birth) && isDateAhead(birth, receivedAtMs))
    wrong.push({ path: "patient.dateOfBirth", reason: "a birth date cannot be in the future" });
  else if (isDate(birth) && birth < EARLIEST_BIRTH)
    wrong.push({ path: "patient.dateOfBirth", reason: "nobody alive was born before 1890" });
  const planned = message.clinical?.advancePlan?.date;
  if (isDate(planned) && isDateAhead(planned, receivedAtMs))
    wrong.push({ path: "clinical.advancePlan.date", reason: "a plan cannot be dated in the future" });
  return wrong;
}

function isDate(value: unknown): value is string {
  return typeof value === "string" && calendarDate.test(value);
}

/** An organisation code that the area's directory does not know. */
export function wrongOrganisations(
  message: { readonly organisation: string; readonly onBehalfOf?: string | undefined },
  isKnown: (code: string) => boolean,
): readonly WrongMeaning[] {
  return (["organisation", "onBehalfOf"] as const).flatMap((field) => {
    const code = message[field];
    return code === undefined || isKnown(code)
      ? []
      : [{ path: field, reason: `${code} is not an organisation that this service knows` }];
  });
}
