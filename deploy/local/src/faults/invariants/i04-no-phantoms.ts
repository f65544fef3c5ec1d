// I4: nothing is here that nobody sent or did; an operation whose outcome nobody knew was done once or not at all. In: evidence. Out: referrals, messages,
// parked bytes and facts of people without an operation in the history, and operations that were done twice or against their answer.
import { livesOf, type Invariant, type Violation } from "../evidence.ts";
import { commandCause } from "../causes.ts";
import { isCommand, isSending, operationsOf, textOf } from "../operations.ts";

/** What a message of a sender makes at most once. */
const bySender = new Set(["opened", "amended", "withdrawn"]);

export const noPhantoms: Invariant = (evidence) => {
  const violations: Violation[] = [];
  const say = (id: string, what: string): void => void violations.push({ invariant: "I4", id, what });
  const operations = operationsOf(evidence.history);
  const sent = new Map(
    operations.filter(isSending).map((one) => [`${textOf(one, "feed")}/${textOf(one, "organisation")}/${one.id}`, one]),
  );
  const digests = new Set(operations.filter(isSending).map((one) => textOf(one, "digest")));
  const commands = new Map(
    operations.filter(isCommand).map((one) => [commandCause(textOf(one, "subject"), one.id), one]),
  );

  const opened = new Set<string>();
  for (const { feed, organisation, requestId, kind, referralId } of evidence.inbox) {
    const operation = sent.get(`${feed}/${organisation}/${requestId}`);
    if (operation === undefined) say(requestId, "is in the inbox and nobody sent it");
    else if (operation.outcome === "fail") say(requestId, "was refused and is in the inbox");
    if (kind === "received" && referralId !== null) opened.add(referralId);
  }
  for (const { id } of evidence.referrals) if (!opened.has(id)) say(id, "is a referral that no message opened");
  for (const { topic, digest, partition, offset } of evidence.parked)
    if (topic.startsWith("feed.") && !digests.has(digest ?? ""))
      say(`${topic}/${partition}/${offset}`, "is parked and nobody sent it");

  const done = new Map<string, string>();
  const made = new Map<string, number>();
  for (const [id, life] of livesOf(evidence)) {
    for (const fact of life) {
      if (bySender.has(fact.type) && fact.actor.kind !== "person")
        made.set(`${fact.type} by ${fact.causationId}`, (made.get(`${fact.type} by ${fact.causationId}`) ?? 0) + 1);
      if (fact.actor.kind !== "person" || bySender.has(fact.type)) continue;
      const command = commands.get(fact.causationId);
      if (command === undefined) {
        // A sender signed in as a person acts by its messages.
        if (!evidence.taken.has(fact.causationId))
          say(id, `${fact.type} at ${fact.sequence} by ${fact.actor.role}, and nobody did that`);
        continue;
      }
      if (command.outcome === "fail") say(id, `${fact.type} at ${fact.sequence} by a command that was refused`);
      // One command is decided in one transaction, at one instant, for one referral; a link is seen from both sides.
      const when =
        command.op === "link" || command.op === "unlink" ? `${fact.recordedAt}` : `${id} at ${fact.recordedAt}`;
      const before = done.get(fact.causationId);
      if (before !== undefined && before !== when) say(id, `the ${command.op} ${command.id} was done twice`);
      done.set(fact.causationId, when);
    }
  }
  for (const [what, times] of made) if (times > 1) say(what, `happened ${times} times`);
  for (const [cause, command] of commands)
    if (command.outcome === "ok" && !done.has(cause) && !mayChangeNothing.has(command.op))
      say(
        textOf(command, "referralId"),
        `the ${command.op} ${command.id} was answered as done, and no fact tells of it`,
      );
  return { judged: evidence.inbox.length + done.size, violations };
};

/** Commands that are answered 200 when there is nothing to change. */
const mayChangeNothing = new Set([
  "seen",
  "claim",
  "release",
  "link",
  "unlink",
  "leaving",
  "staying",
  "conveying",
  "record-call",
  "take",
]);
