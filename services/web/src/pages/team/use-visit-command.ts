/**
 * Gives a step of a visit through the device's outbox, so that it is kept and sent in order whether or not there is a signal. In: the command's name and body.
 * Out: taken by the service, kept on the device, or refused now, in words. A refusal that comes later, when somebody has moved on, stays in the line under the
 * header until it has been read.
 */
import { commandAnswer, type BoardRow, type CommandName } from "@ucrt/schemas";
import type { Refusal } from "../api.ts";
import { commandSpecs } from "../commands/command-specs.ts";
import { useOutbox } from "../offline/offline-provider.tsx";
import type { Entry } from "../offline/outbox.ts";

export type StepGiven =
  | { readonly kind: "taken"; readonly row: BoardRow | undefined }
  /** Kept here; nobody has been told yet. */
  | { readonly kind: "kept"; readonly atMs: number }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export type GiveStep = (name: CommandName, body: Readonly<Record<string, unknown>>, late?: Late) => Promise<StepGiven>;

/** It happened earlier than now, and why it is entered only now. */
export interface Late {
  readonly at: string;
  readonly lateReason?: string | undefined;
}

const noOutbox: Refusal = {
  status: 0,
  code: "NO_ANSWER",
  words: "This page is not ready yet. Try again in a moment.",
  fields: [],
  current: undefined,
};

export function useVisitCommand(referralId: string): GiveStep {
  const outbox = useOutbox();
  return async (name, body, late) => {
    if (outbox === undefined) return { kind: "refused", refusal: noOutbox };
    const entry = await outbox.give({
      path: `/api/referrals/${referralId}/${name}`,
      body: late === undefined ? body : { ...body, ...late },
      // A time of its own is kept; without one the outbox notes when it was given.
      kind: "command",
      words: commandSpecs[name].button,
      about: referralId,
    });
    switch (entry.state) {
      case "waiting":
      case "taken-back":
        return { kind: "kept", atMs: entry.atMs };
      case "sent": {
        await outbox.drop(entry.requestId);
        const answer = commandAnswer.safeParse(entry.answer);
        return { kind: "taken", row: answer.success ? answer.data.row : undefined };
      }
      case "refused":
        // Whoever gave it reads the refusal where they are, and puts it right there.
        await outbox.drop(entry.requestId);
        return { kind: "refused", refusal: entry.refusal };
    }
  };
}

/** Names of the steps that wait on this device for a referral, in order. */
export function useWaitingSteps(referralId: string): readonly { readonly name: CommandName; readonly atMs: number }[] {
  const outbox = useOutbox();
  return (outbox?.entries ?? []).flatMap((entry) => (isWaitingFor(entry, referralId) ? [stepOf(entry)] : []));
}

const isWaitingFor = (entry: Entry, referralId: string): boolean =>
  entry.state === "waiting" && entry.about === referralId;
const stepOf = ({ path, atMs }: Entry) => ({ name: path.slice(path.lastIndexOf("/") + 1) as CommandName, atMs });
