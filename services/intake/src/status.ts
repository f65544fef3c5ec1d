/**
 * What a referrer may know of its referral, folded from facts.
 * In: the status so far and one fact. Out: the new status, and the word to send on the feedback topic, if there is one. Pure.
 * Never holds identity or team notes: names in it are staff who acted.
 */
import {
  roleInWords,
  type Decision,
  type FactOf,
  type Feedback,
  type NamedPerson,
  type ReferralFact,
  type Source,
  type SubmissionStatus,
} from "@ucrt/schemas";
import { candidateLeftWords, closeWords, handBackWords, withdrawnWords } from "./words-for-referrers.ts";

/** Kept with the submission; the telephone number of the single point of access and the referral's own number are added when it is answered. */
export type KeptStatus = Omit<SubmissionStatus, "spaPhone" | "referralNumber"> & {
  /** The machine's decision, for the words of an advice that follows it. */
  readonly lastDecision: SubmissionStatus["decision"];
  /** Team that holds or held it, by id. */
  readonly team: string | null;
  /** Who sends it by now, when an amendment came: a crew may have reached a case of the stack. Decides the words. */
  readonly sentBy?: Source;
};

/** What turns codes into words: the criteria set that judged, the directory. */
export interface Wording {
  readonly decision: (
    decision: Decision,
    source: Source,
  ) => {
    readonly reasons: NonNullable<SubmissionStatus["decision"]>["reasons"];
    readonly instruction: string;
    /** Ids of services that may serve better, and questions whose answer could change the decision. */
    readonly nextBest: string[];
    readonly missing: string[];
  };
  readonly instruction: (outcome: Decision["outcome"], source: Source, redirectTo: string | null) => string;
  readonly team: (id: string) => { readonly name: string; readonly phone: string | null };
  readonly service: (id: string) => string;
}

type Told<Type extends Feedback["type"]> = Omit<
  Extract<Feedback, { type: Type }>,
  "id" | "referralId" | "organisation" | "requestId" | "caseId" | "at"
>;
/** A word to the sender, without its envelope. */
export type ToldSender = { [Type in Feedback["type"]]: Told<Type> }[Feedback["type"]];

export interface Folded {
  readonly status: KeptStatus;
  readonly told: ToldSender | null;
}

/** The status of what has just been stored. */
export function openedStatus(given: {
  readonly referralId: string;
  readonly receivedAtMs: number;
  readonly isCandidate: boolean;
}): KeptStatus {
  const words = given.isCandidate
    ? "Seen as a case we may take. 999 keeps it until we take it and 999 confirms."
    : "Received and stored. Nobody has accepted it yet: it stays yours until a named clinician does.";
  return {
    referralId: given.referralId,
    status: given.isCandidate ? "candidate" : "received",
    words,
    receivedAt: given.receivedAtMs,
    decisionBy: null,
    decision: null,
    lastDecision: null,
    accepted: null,
    handedBack: null,
    ended: null,
    team: null,
    awaitsYourAcknowledgement: false,
    history: [{ at: given.receivedAtMs, words }],
  };
}

/** The status after a fact. `source`: of the submission. */
export function foldStatus(
  before: KeptStatus,
  fact: ReferralFact,
  submission: { readonly source: Source; readonly wording: Wording },
): Folded {
  const { wording } = submission;
  const source = before.sentBy ?? submission.source;
  const to = (status: KeptStatus["status"], words: string, more: Partial<KeptStatus> = {}): KeptStatus => ({
    ...before,
    // What was to be acknowledged is over once the referral has moved on from it.
    awaitsYourAcknowledgement: before.awaitsYourAcknowledgement && status === before.status,
    ...more,
    status,
    words,
    history: [...before.history, { at: fact.at, words }],
  });
  const note = (words: string, more: Partial<KeptStatus> = {}): KeptStatus => to(before.status, words, more);
  const quiet = (status: KeptStatus, told: ToldSender | null = null): Folded => ({ status, told });
  const unchanged: Folded = { status: before, told: null };

  switch (fact.type) {
    case "opened":
      return quiet({ ...before, decisionBy: fact.data.isCandidate ? null : fact.data.decisionBy });
    case "amended":
      return quiet(note("Your amendment was taken in.", { sentBy: fact.data.source }));
    case "take-requested":
      return quiet(note("We would like to take this case. Please confirm by sending it as a transfer."), {
        type: "take-requested",
        confirmBy: fact.data.confirmBy,
      });
    case "take-confirmed":
      return quiet(
        to("received", "Taken over from the 999 stack as a referral. Nobody has accepted it yet.", {
          decisionBy: fact.data.decisionBy,
        }),
      );
    case "candidate-left":
      return ended(
        to("ended", candidateLeftWords[fact.data.reason], {
          ended: candidateLeftWords[fact.data.reason],
          awaitsYourAcknowledgement: false,
        }),
      );
    case "assessed":
      return assessed(fact, before, { source, wording, to });
    case "decision-needed":
      return quiet(
        before.status === "advised"
          ? before
          : to("being-decided", "A senior clinician of the single point of access decides."),
      );
    case "advised":
      return advised(fact, before, { source, wording, to });
    case "nurse-asked":
      return quiet(
        to("being-decided", "You asked for a nurse. A senior clinician of the single point of access looks at it.", {
          awaitsYourAcknowledgement: false,
        }),
      );
    case "reviewed":
      return reviewed(fact, before, { source, wording, to });
    case "routing-requested":
      return quiet(before.status === "looking-for-team" ? before : to("looking-for-team", "Looking for a team."));
    case "unrouted":
      return quiet(
        to(
          "looking-for-team",
          "No team is free for it now. A clinician of the single point of access is dealing with it.",
        ),
      );
    case "offered":
      return quiet(to("offered", `Offered to ${wording.team(fact.data.team).name}.`));
    case "offer-declined":
    case "offer-lapsed":
    case "offer-withdrawn":
      return quiet(to("looking-for-team", "Looking for a team."));
    case "accepted":
      return accepted(fact, { wording, to });
    case "time-agreed":
      return quiet(note("You agreed the time.", agreed(before, true)));
    case "time-declined":
      return quiet(note("You declined the time.", agreed(before, false)));
    case "expected-time-changed":
      return quiet(
        note(
          "The expected time has changed.",
          before.accepted === null ? {} : { accepted: { ...before.accepted, expectedAt: fact.data.expectedAt } },
        ),
        {
          type: "expected-time-changed",
          expectedAt: fact.data.expectedAt,
        },
      );
    case "crew-decided":
      return quiet(
        note(
          fact.data.decision === "leaving"
            ? "The crew is leaving."
            : fact.data.decision === "staying"
              ? "The crew is staying."
              : "The crew is conveying.",
          { crewDecided: { decision: fact.data.decision, at: fact.at } },
        ),
      );
    case "set-off":
      return quiet(to("on-the-way", "The team is on its way."));
    case "arrived":
      return quiet(to("arrived", "The team has arrived."));
    case "no-access-recorded":
      return quiet(note("The team could not get in."));
    case "escalated-to-999":
      return quiet(note("The team has called 999."));
    case "escalation-handed-over":
      return quiet(note("The team has handed over to the ambulance service."));
    case "onward-requested":
    case "onward-accepted":
      return quiet(
        note(fact.type === "onward-requested" ? "The team is arranging onward care." : "Onward care was accepted."),
      );
    case "team-transferred":
      return quiet(
        to("looking-for-team", "The team has passed it on; looking for another team.", { accepted: null, team: null }),
      );
    case "held":
      return quiet(to("held", "Held until the team opens, with a named person watching it."));
    case "hold-released":
      return quiet(to("being-decided", "The hold has ended; it is looked at again."));
    case "handed-back":
      return handedBack(fact, { wording, to });
    case "acknowledged":
      return quiet(
        fact.data.what === "advice" || fact.data.what === "hand-back"
          ? note("Acknowledged.", {
              awaitsYourAcknowledgement: false,
              handedBack: before.handedBack === null ? null : { ...before.handedBack, acknowledged: true },
            })
          : before,
      );
    case "response-changed":
      return quiet(
        note(
          "How soon the person should be seen was changed by a clinician.",
          before.decision === null ? {} : { decision: { ...before.decision, response: fact.data.response } },
        ),
      );
    case "withdrawn":
      return ended(
        to("withdrawn", withdrawnWords[fact.data.reason], {
          ended: withdrawnWords[fact.data.reason],
          awaitsYourAcknowledgement: false,
        }),
      );
    case "closed":
      return ended(
        to("ended", `How it ended: ${closeWords[fact.data.outcome]}`, {
          ended: closeWords[fact.data.outcome],
          awaitsYourAcknowledgement: false,
        }),
      );
    case "advice-ignored":
    case "routed":
    case "offer-seen":
    case "offer-half-time-passed":
    case "contact-recorded":
    case "alert-raised":
    case "claimed":
    case "claim-released":
    case "snoozed":
    case "snooze-ended":
    case "noted":
    case "scene-acknowledged":
    case "summary-sent":
    case "call-task-raised":
    case "call-task-settled":
    case "call-recorded":
    case "link-suggested":
    case "linked":
    case "unlinked":
    case "deadline-passed":
    case "erased":
      return unchanged;
  }
}

type To = (status: KeptStatus["status"], words: string, more?: Partial<KeptStatus>) => KeptStatus;
interface Telling {
  readonly source: Source;
  readonly wording: Wording;
  readonly to: To;
}

function ended(status: KeptStatus): Folded {
  return { status, told: { type: "ended", words: status.ended ?? status.words } };
}

function agreed(before: KeptStatus, timeAgreed: boolean): Partial<KeptStatus> {
  return before.accepted === null ? {} : { accepted: { ...before.accepted, timeAgreed } };
}

/** A team has it, or it has come back or ended: the criteria's words for somebody who waits would be wrong. */
const isWithTeam: ReadonlySet<KeptStatus["status"]> = new Set([
  "accepted",
  "on-the-way",
  "arrived",
  "handed-back",
  "ended",
  "withdrawn",
]);

function assessed(fact: FactOf<"assessed">, before: KeptStatus, { source, wording, to }: Telling): Folded {
  const { decision } = fact.data;
  const { reasons, instruction, nextBest, missing } = wording.decision(decision, source);
  const redirectTo = decision.redirectTo === null ? null : wording.service(decision.redirectTo);
  const shown = {
    outcome: decision.outcome,
    response: decision.response,
    reasons,
    instruction,
    redirectTo,
    nextBest,
    missing,
    criteriaApproved: decision.criteriaSet.isApproved,
  };
  const kept = { decision: shown, lastDecision: shown };
  switch (decision.outcome) {
    case "suitable":
    case "review": {
      const goesOn = decision.outcome === "suitable" && decision.triage === "by-accepting-clinician";
      const isFirst = before.status === "received" || before.status === "advised";
      // Later, the facts that follow say where it stands: an amendment that is judged again takes no team away from anybody.
      const status = isFirst ? (goesOn ? "looking-for-team" : "being-decided") : before.status;
      if (isWithTeam.has(status)) return { status: { ...before, ...kept }, told: null };
      return {
        status: to(status, instruction, kept),
        told: {
          type: "decision",
          outcome: decision.outcome,
          reasons,
          instruction,
          redirectTo,
          needsAcknowledgement: false,
        },
      };
    }
    case "redirect":
    case "emergency":
      // Told by `advised` (or by a hand-back), which says who must acknowledge it.
      return { status: { ...before, ...kept }, told: null };
  }
}

function advised(fact: FactOf<"advised">, before: KeptStatus, { source, wording, to }: Telling): Folded {
  const { outcome } = fact.data;
  const redirectTo = fact.data.redirectTo === null ? null : wording.service(fact.data.redirectTo);
  const judged = before.lastDecision?.outcome === outcome ? before.lastDecision : null;
  const instruction = judged?.instruction ?? wording.instruction(outcome, source, fact.data.redirectTo);
  const reasons = judged?.reasons ?? [];
  const decision = {
    outcome,
    response: before.decision?.response ?? "two-hour",
    reasons,
    instruction,
    redirectTo,
    nextBest: judged?.nextBest ?? (fact.data.redirectTo === null ? [] : [fact.data.redirectTo]),
    missing: judged?.missing ?? [],
    criteriaApproved: before.decision?.criteriaApproved ?? false,
  };
  return {
    status: to("advised", instruction, { decision, awaitsYourAcknowledgement: true }),
    told: { type: "decision", outcome, reasons: [...reasons], instruction, redirectTo, needsAcknowledgement: true },
  };
}

function reviewed(fact: FactOf<"reviewed">, before: KeptStatus, { source, wording, to }: Telling): Folded {
  const { outcome, response } = fact.data;
  const redirectTo = fact.data.redirectTo === null ? null : wording.service(fact.data.redirectTo);
  const instruction = wording.instruction(outcome, source, fact.data.redirectTo);
  const decision = {
    outcome,
    response,
    reasons: before.decision?.reasons ?? [],
    instruction,
    redirectTo,
    criteriaApproved: before.decision?.criteriaApproved ?? false,
  };
  const words = `Decided by ${fact.actor.name ?? "a senior clinician"}: ${instruction}`;
  if (outcome === "redirect" || outcome === "emergency") return { status: { ...before, decision }, told: null };
  // A live offer stays when a clinician finds it suitable.
  const suitable = before.status === "offered" ? "offered" : "looking-for-team";
  const status = outcome === "suitable" ? suitable : "being-decided";
  return {
    status: to(status, words, { decision, awaitsYourAcknowledgement: false }),
    told: {
      type: "decision",
      outcome,
      reasons: [...decision.reasons],
      instruction,
      redirectTo,
      needsAcknowledgement: false,
    },
  };
}

function accepted(fact: FactOf<"accepted">, { wording, to }: Omit<Telling, "source">): Folded {
  const { clinician, expectedAt, isCounterOffer } = fact.data;
  const { name, phone } = wording.team(fact.data.team);
  const by: NamedPerson = clinician;
  return {
    status: to("accepted", `Accepted by ${by.name} (${roleInWords(by.role)}), ${name}.`, {
      accepted: {
        team: name,
        teamPhone: phone,
        by,
        expectedAt,
        isCounterOffer,
        timeAgreed: isCounterOffer ? null : true,
      },
      handedBack: null,
      team: fact.data.team,
      awaitsYourAcknowledgement: false,
    }),
    told: { type: "accepted", team: name, teamPhone: phone, by, expectedAt, isCounterOffer },
  };
}

function handedBack(fact: FactOf<"handed-back">, { wording, to }: Omit<Telling, "source">): Folded {
  const { reason } = fact.data;
  const openNow = fact.data.openNow === null ? null : wording.service(fact.data.openNow);
  if (fact.data.to === "spa-clinician")
    return {
      status: to(
        "being-decided",
        "The team could not keep it; a clinician of the single point of access has taken it over.",
        { accepted: null },
      ),
      told: null,
    };
  const words = handBackWords[reason];
  return {
    status: to("handed-back", `Handed back to you: ${words}`, {
      handedBack: { reason, words, openNow, acknowledged: false },
      accepted: null,
      awaitsYourAcknowledgement: true,
    }),
    told: { type: "handed-back", reason, words, openNow, needsAcknowledgement: true },
  };
}
