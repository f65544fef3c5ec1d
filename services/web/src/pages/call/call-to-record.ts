/**
 * A call that turned out to be about an open case, as the form that records a call begins. Pure. In: what was typed. Out: first values of the form's fields.
 * Carries what the caller said and who called; never guesses what was agreed.
 */
import type { CallDraftContent } from "@ucrt/schemas";
import type { Values } from "../commands/command-parts.ts";

/** The names of the values are those of the fields of `record-call`. */
export function valuesOfCall({ answers }: CallDraftContent): Values {
  const typed = (name: string): string => answers[name]?.trim() ?? "";
  const from = typed("from");
  const whom = from === "self" ? "patient" : from === "carer" ? "carer" : "";
  const caller = [typed("callerName"), typed("callerRole")].filter((each) => each !== "").join(", ");
  const note = [
    typed("narrative"),
    caller === "" ? "" : `Caller: ${caller}.`,
    typed("callBack") === "" ? "" : `Call-back number: ${typed("callBack")}.`,
  ];
  const values: Values = {
    direction: "received",
    reached: "yes",
    with: whom,
    personName: typed("callerName"),
    note: note.filter((each) => each !== "").join("\n"),
    lateAt: typed("takenAt"),
  };
  // An empty value would hide the form's own first value.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}
