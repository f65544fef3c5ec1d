// I1: every acknowledged message is here exactly once, as a referral (or its amendment, its withdrawal) or as one parked message, by (source, message id).
// In: evidence. Out: what was lost, and what is here twice. Looks at: history, intake's inbox, what queue took up, referrals, parked messages.
import { livesOf, type Invariant, type Violation } from "../evidence.ts";
import { isSending, operationsOf, textOf } from "../operations.ts";

export const acknowledgedOnce: Invariant = (evidence) => {
  const violations: Violation[] = [];
  const say = (id: string, what: string): void => void violations.push({ invariant: "I1", id, what });
  const inbox = Map.groupBy(
    evidence.inbox,
    ({ feed, organisation, requestId }) => `${feed}/${organisation}/${requestId}`,
  );
  const parkedDigests = Map.groupBy(evidence.parked, ({ digest }) => digest ?? "");
  const referrals = new Set(evidence.referrals.map(({ id }) => id));
  const lives = livesOf(evidence);

  const acknowledged = operationsOf(evidence.history).filter((one) => isSending(one) && one.outcome === "ok");
  for (const one of acknowledged) {
    if (textOf(one, "poison") !== "") continue;
    const found = inbox.get(`${textOf(one, "feed")}/${textOf(one, "organisation")}/${one.id}`) ?? [];
    const parked = parkedDigests.get(textOf(one, "digest")) ?? [];
    const [entry] = found;
    if (entry === undefined) {
      if (parked.length === 0)
        say(one.id, `was acknowledged over ${textOf(one, "way")} and is neither in the inbox nor parked`);
      continue;
    }
    if (found.length > 1) say(one.id, `is in the inbox ${found.length} times`);
    if (parked.length > 0) say(one.id, "is in the inbox and parked as well");
    const answered = textOf(one, "referralId");
    if (answered !== "" && answered !== entry.referralId)
      say(one.id, `was answered with referral ${answered} and is kept for ${String(entry.referralId)}`);
    if (entry.referralId === null) continue;
    if (!referrals.has(entry.referralId))
      say(one.id, `is in the inbox and its referral ${entry.referralId} is not in the queue`);
    const owesNothing = entry.kind === "stale" || entry.kind === "orphan";
    if (!owesNothing && !evidence.taken.has(entry.eventId))
      say(one.id, "is in the inbox and was never taken up by queue");
    if (entry.kind !== "received") continue;
    const opened = lives.get(entry.referralId)?.filter(({ type }) => type === "opened") ?? [];
    if (opened.length !== 1) say(one.id, `opened its referral ${opened.length} times`);
  }
  return { judged: acknowledged.length, violations };
};
