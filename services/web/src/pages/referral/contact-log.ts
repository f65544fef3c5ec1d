/**
 * Every word with somebody about a case as one list: calls made and received, visits that met nobody, notes. Pure. In: the history and the free text beside it.
 * Out: entries, the newest first, each with when, who wrote it down, with whom, and what was said. A note that belongs to a call is shown with the call, once.
 */
import type { ReferralView } from "@ucrt/schemas";
import { z } from "zod";
import { codeInWords } from "../words.ts";

type View = Pick<ReferralView, "history" | "notes">;

export interface ContactEntry {
  readonly key: string;
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  readonly recordedAt: number;
  readonly by: string;
  readonly what: string;
  /** Free text, as it was written. */
  readonly text: string | undefined;
}

const call = z.object({
  with: z.string(),
  reached: z.boolean(),
  agreed: z.string(),
  noteId: z.string().nullable(),
  direction: z.enum(["made", "received"]).optional(),
});
const contact = z.object({ medium: z.string(), with: z.string(), reached: z.boolean() });
const noted = z.object({ noteId: z.string() });
const nobody = z.object({ callsMade: z.number(), nextOfKinCalled: z.boolean(), referrerCalled: z.boolean() });

const whom: Readonly<Record<string, string>> = {
  referrer: "the referrer",
  team: "the team",
  "shift-lead": "the shift lead",
  "999": "999",
  patient: "the person",
  carer: "the carer",
  "onward-service": "the onward service",
  other: "somebody else",
};
const inWords = (code: string): string => whom[code] ?? codeInWords(code).toLowerCase();

export function contactLog({ history, notes }: View): readonly ContactEntry[] {
  const textOf = new Map(notes.map((note) => [note.noteId, note.text]));
  const shown = new Set<string>();
  const withText = (noteId: string | null): string | undefined => {
    if (noteId !== null) shown.add(noteId);
    return noteId === null ? undefined : textOf.get(noteId);
  };
  const entries = history.flatMap((line): ContactEntry[] => {
    const found = entryOf(line.type, line.data);
    if (found === undefined) return [];
    return [
      {
        key: `fact-${line.sequence}`,
        at: line.at,
        recordedAt: line.recordedAt,
        by: line.actor.name ?? "a sending system",
        what: found.what,
        text: withText(found.noteId),
      },
    ];
  });
  const others = notes
    .filter((note) => !shown.has(note.noteId))
    .map((note): ContactEntry => ({
      key: `note-${note.noteId}`,
      at: note.at,
      recordedAt: note.at,
      by: note.by,
      what: "Note",
      text: note.text,
    }));
  return [...entries, ...others].toSorted((one, other) => other.at - one.at);
}

function entryOf(
  type: string,
  data: Readonly<Record<string, unknown>>,
): { readonly what: string; readonly noteId: string | null } | undefined {
  switch (type) {
    case "call-recorded": {
      const read = call.safeParse(data);
      if (!read.success) return undefined;
      const { with: with_, reached, agreed, noteId, direction } = read.data;
      const who = inWords(with_);
      const way = direction === "received" ? `Call from ${who}` : reached ? `Rang ${who}` : `Rang ${who}, not reached`;
      return { what: reached ? `${way}: ${codeInWords(agreed).toLowerCase()}` : way, noteId };
    }
    case "contact-recorded": {
      const read = contact.safeParse(data);
      if (!read.success) return undefined;
      const { medium, with: with_, reached } = read.data;
      return { what: `${codeInWords(medium)} to ${inWords(with_)}${reached ? "" : ", not reached"}`, noteId: null };
    }
    case "no-access-recorded": {
      const read = nobody.safeParse(data);
      if (!read.success) return undefined;
      const { callsMade, nextOfKinCalled, referrerCalled } = read.data;
      const also = [nextOfKinCalled ? "next of kin" : "", referrerCalled ? "the referrer" : ""].filter(Boolean);
      return {
        what: `Nobody at the door: ${callsMade} ${callsMade === 1 ? "call" : "calls"} made${also.length === 0 ? "" : `, also to ${also.join(" and ")}`}`,
        noteId: null,
      };
    }
    case "noted": {
      const read = noted.safeParse(data);
      return read.success ? { what: "Note", noteId: read.data.noteId } : undefined;
    }
    default:
      return undefined;
  }
}
