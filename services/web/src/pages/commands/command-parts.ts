/**
 * What the forms of commands are made of: the shapes of a form, and the questions that several commands ask.
 * Decides nothing: who may do what is the queue's decision.
 */
import { changeReason, type BoardRow, type Principal } from "@ucrt/schemas";
import { nearestInstant } from "../format.ts";
import { codeInWords } from "../words.ts";

export interface Choice {
  readonly value: string;
  readonly words: string;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: "choice" | "text" | "long-text" | "time" | "number" | "yes-no" | "confirm";
  readonly choices?: readonly Choice[];
  readonly hint?: string;
  readonly isOptional?: boolean;
  readonly first?: string;
}

export type Values = Readonly<Record<string, string>>;

export interface CommandSituation {
  readonly row: BoardRow;
  readonly principal: Principal;
  readonly nowMs: number;
  readonly teams: readonly Choice[];
  readonly services: readonly Choice[];
  /** Open calls of this referral. */
  readonly callTasks: readonly { readonly taskId: string; readonly words: string }[];
  /** Suggested or made links. */
  readonly links: readonly { readonly other: string; readonly words: string; readonly status?: string }[];
}

export interface CommandSpec {
  readonly button: string;
  readonly kind: "main" | "plain" | "warning";
  /** Blocked while the board is not live: two people could do it unknowingly. */
  readonly needsLive?: boolean;
  /** May have happened earlier, on the telephone or without signal. */
  readonly mayBeLate?: boolean;
  readonly fields?: (situation: CommandSituation) => readonly Field[];
  readonly body?: (values: Values, situation: CommandSituation) => Readonly<Record<string, unknown>>;
}

export const codes = (options: readonly string[], words: (code: string) => string = codeInWords): readonly Choice[] =>
  options.map((value) => ({ value, words: words(value) }));
export const choice = (name: string, label: string, choices: readonly Choice[], more: Partial<Field> = {}): Field => ({
  name,
  label,
  kind: "choice",
  choices,
  ...more,
});
export const yesNo = (name: string, label: string): Field => ({ name, label, kind: "yes-no" });
export const confirm = (name: string, label: string): Field => ({ name, label, kind: "confirm" });
export const reasonOfChange = choice("reason", "Why", codes(changeReason.options));
export const note: Field = {
  name: "note",
  label: "Note",
  kind: "long-text",
  isOptional: true,
  hint: "Kept apart from the record's codes, and erasable.",
};

export const instantOf = (field: string | undefined, nowMs: number): string | undefined => {
  const at = field === undefined ? undefined : nearestInstant(field, nowMs);
  return at === undefined ? undefined : new Date(at).toISOString();
};
/** An expected time lies ahead: one that reads as past is tomorrow's. */
export const aheadOf = (field: string | undefined, nowMs: number): string | undefined => {
  const at = field === undefined ? undefined : nearestInstant(field, nowMs);
  if (at === undefined) return undefined;
  return new Date(at < nowMs - 60 * 60_000 ? at + 24 * 60 * 60_000 : at).toISOString();
};

/** A colleague's lease that has not run out. */
export const isClaimedByOther = (
  { claimedBy }: Pick<BoardRow, "claimedBy">,
  principal: Principal,
  nowMs: number,
): boolean => claimedBy !== null && claimedBy.until > nowMs && claimedBy.subject !== principal.subject;

export const isTeam = (principal: Principal): boolean => principal.role.startsWith("ucrt-");
const clinicianFields: readonly Field[] = [
  { name: "clinicianName", label: "Name of the clinician", kind: "text" },
  { name: "clinicianRole", label: "Their role", kind: "text", first: "Nurse" },
];
export const clinicianOf = (values: Values) => ({
  name: values["clinicianName"],
  role: values["clinicianRole"],
  registration: null,
});
/** Whoever acts for somebody else says for whom: SPA on the telephone, a lead for a visitor. */
export const onBehalf = ({ principal }: CommandSituation): readonly Field[] =>
  isTeam(principal) ? [] : clinicianFields;
export const onBehalfBody = (values: Values, { principal }: CommandSituation) =>
  isTeam(principal) ? {} : { byPhone: true, clinician: clinicianOf(values) };

export const minutesAhead = (nowMs: number, minutes: number): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" }).format(
    nowMs + minutes * 60_000,
  );
