/**
 * What can be taken back, and by which commands. Pure. In: a command that was just given, the row before and after. Out: the commands that take it back.
 * An undo is always a command of its own, with its fact in the history: the first one was given at once and is never held back in the browser.
 * Whatever is not in the table offers no undo, because somebody outside has been told or may have acted, and no command gives that back:
 *
 *   review, hand-back, take, leave, acknowledge, escalate-999, close   the referrer, 999 or the GP is told at once
 *   accept, decline, eta, en-route, arrive, no-access, onward ...      a team or a crew acts on it; a mistake is mended by the next step, in the open
 *   note, record-call                                                  what was written down stays; a second note corrects it
 *   change-response                                                    a person has now set it, and the criteria no longer do: the way back is not the same place
 *   release of a hold                                                  a hold needs a clinician's own words again
 */
import type { BoardRow, CommandName } from "@ucrt/schemas";

export interface UndoStep {
  readonly name: CommandName;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface GivenCommand {
  /** The row as the person saw it, and as the answer gave it back. */
  readonly before: BoardRow;
  readonly after: BoardRow;
  readonly body: Readonly<Record<string, unknown>>;
  /** The signed-in person. */
  readonly subject: string;
  readonly nowMs: number;
  /** Of the pair that `link` and `unlink` are about, before. */
  readonly linkStatus?: string | undefined;
}

type Undo = (given: GivenCommand) => readonly UndoStep[];

/** Less than this left of a snooze: not worth putting it aside again, milliseconds. */
const SHORTEST_SNOOZE_MS = 15_000;

const undoTable: Readonly<Partial<Record<CommandName, Undo>>> = {
  // Nobody was on it before. A take-over and a renewal are not undone: the former claim cannot be given back in a colleague's name.
  claim: ({ before, body, nowMs }) =>
    body["takeOver"] === true || (before.claimedBy !== null && before.claimedBy.until > nowMs)
      ? []
      : [{ name: "release", body: { what: "claim" } }],
  // Only one's own claim can be claimed again; if a colleague is faster, the undo is refused and says so.
  release: ({ before, body, subject }) =>
    body["what"] === "claim" && before.claimedBy?.subject === subject
      ? [{ name: "claim", body: { takeOver: false } }]
      : [],
  snooze: () => [{ name: "unsnooze", body: {} }],
  unsnooze: ({ before, nowMs }) =>
    before.snoozed === undefined || before.snoozed.until - nowMs < SHORTEST_SNOOZE_MS
      ? []
      : [
          {
            name: "snooze",
            body: { untilAt: new Date(before.snoozed.until).toISOString(), reason: before.snoozed.reason },
          },
        ],
  // Only while the team has not seen it (the queue refuses it otherwise), and only where no other offer was withdrawn for it: that one's time is gone.
  assign: ({ before, after }) =>
    before.state === "waiting" && after.offer !== null && !after.offer.seen
      ? [{ name: "withdraw-offer", body: { offerId: after.offer.offerId } }]
      : [],
  // Only where it waited for a clinician before, and only where its two-hour clock did not stop: ending the hold leads to a clinician's decision again.
  hold: ({ before }) =>
    before.state === "deciding" && before.response !== "two-hour" ? [{ name: "release", body: { what: "hold" } }] : [],
  link: ({ body, linkStatus }) =>
    linkStatus === "suggested"
      ? [{ name: "unlink", body: { other: body["other"], backToSuggested: true } }]
      : linkStatus === "unlinked"
        ? [{ name: "unlink", body: { other: body["other"], backToSuggested: false } }]
        : [],
  unlink: ({ body, linkStatus }) =>
    linkStatus === "linked"
      ? [{ name: "link", body: { other: body["other"] } }]
      : linkStatus === "suggested"
        ? [{ name: "unlink", body: { other: body["other"], backToSuggested: true } }]
        : [],
};

/** The commands that take it back, in order; none: no undo is offered. */
export const undoOf = (name: CommandName, given: GivenCommand): readonly UndoStep[] => undoTable[name]?.(given) ?? [];
