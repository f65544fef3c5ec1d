// Somebody whose every command is written down. In: a person, a history. Out: the same person, whose commands to a referral have an invoke and an
// outcome in the history, and are repeated under the same request id while nobody knows whether they were done. Reading is not written down.
import { randomUUID } from "node:crypto";
import { personAtWork, type Answer, type Identity, type PersonAtWork } from "../simulation/person-at-work.ts";
import type { HistoryWriter } from "./history.ts";
import { outcomeOf, tryUntilKnown, type Patience } from "./try-until-known.ts";

const commandPath = /^\/api\/referrals\/([0-9a-f-]{36})\/([a-z0-9-]+)$/;

export interface RecordedPerson extends PersonAtWork {
  readonly subject: string;
}

/** `subject` is who the product says it was: facts name it, and the judge finds its commands by it. */
export function recordedPerson(options: {
  readonly webUrl: string;
  readonly identity: Identity;
  readonly subject: string;
  readonly history: HistoryWriter;
  readonly patience?: Patience;
}): RecordedPerson {
  const { history, subject } = options;
  const person = personAtWork(options.webUrl, { ...options.identity, subject });
  return {
    ...person,
    subject,
    post: async (path, body, requestId = randomUUID()) => {
      const [, referralId, command] = commandPath.exec(path) ?? [];
      if (referralId === undefined || command === undefined) return person.post(path, body, requestId);
      let answer: Answer = { status: 0, body: {} };
      const { offerId } = body as { readonly offerId?: string };
      await tryUntilKnown(
        history,
        {
          op: command,
          id: requestId,
          value: { referralId, subject, ...(offerId === undefined ? {} : { offerId }) },
          attempt: async () => {
            answer = await person.post(path, body, requestId);
            const { code, reason, winningTeam, version, state } = answer.body;
            return outcomeOf(answer.status, { code, reason, winningTeam, version, state });
          },
        },
        options.patience,
      );
      return answer;
    },
  };
}
