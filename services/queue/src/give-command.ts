/**
 * `POST /api/referrals/{id}/{command}`: what people do with a referral. One transaction: lock the row, look whether this request was answered
 * before, decide, save, remember the answer. Two that come at the same instant are taken one after the other; the second is told who won.
 * Never believes a body about who is calling: the principal comes from the verified token.
 */
import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Transaction } from "kysely";
import { z } from "zod";
import { boardRowOf, isInNoTeam, mayView, type OpenedReferral } from "@ucrt/domain";
import { inTransaction } from "@ucrt/postgres";
import {
  commandAnswer,
  commandBodies,
  commandNames,
  type Command,
  type CommandName,
  type Principal,
} from "@ucrt/schemas";
import { fault, idWithoutMeaning, principalOf, problem, rawBodyOf, requestIdsOf, type HttpServer } from "@ucrt/service";
import { answerRefusal } from "./answer-refusal.ts";
import { idOf } from "./ids.ts";
import type { Parts } from "./parts.ts";
import { saveWorkingSet } from "./save-facts.ts";
import { saveNotes } from "./save-person.ts";
import type { QueueTables } from "./tables.ts";
import { createAcceptanceWatch, type AcceptanceLimits, type AcceptanceWatch } from "./watch-acceptances.ts";
import { loadWorkingSet, type WorkingSet } from "./working-set.ts";

type Answer = z.output<typeof commandAnswer>;

export interface GivenCommand {
  readonly referralId: string;
  readonly command: Command;
  readonly principal: Principal;
  /** The caller's key for this attempt. */
  readonly requestId: string;
  readonly correlationId: string;
  /** Of the exact bytes: the same key with another body is refused. */
  readonly bodyHash: string;
}

/** One route for each command of the contract. */
export function addCommandRoutes(app: HttpServer, parts: Parts, limits: AcceptanceLimits): void {
  const watch = createAcceptanceWatch(limits);
  for (const name of commandNames) {
    app.post(
      `/api/referrals/:id/${name}`,
      {
        schema: {
          params: z.object({ id: z.guid().toLowerCase() }),
          body: commandBodies[name],
          response: { 200: commandAnswer },
        },
      },
      async (request) => {
        const given = readCommand(request, name);
        admitCommand(given, watch);
        const answer = await giveCommand(parts, given);
        watchOutcome(parts, given, watch);
        return answer;
      },
    );
  }
}

/** Refused before anything is looked up, so that the answer says nothing about the referral. */
function admitCommand({ command, principal }: GivenCommand, watch: AcceptanceWatch): void {
  if (isInNoTeam(principal))
    throw problem("REF_FORBIDDEN", { detail: "You are in no team today: ask the shift lead." });
  if (command.name === "accept" && !watch.mayAccept(principal.subject))
    throw problem("REF_TOO_MANY_REQUESTS", {
      detail: "Nobody reads so many offers in a minute. Wait a minute, or telephone the single point of access.",
      retryAfterSeconds: 60,
    });
}

function watchOutcome(parts: Parts, { command, principal, referralId }: GivenCommand, watch: AcceptanceWatch): void {
  if (command.name === "accept") watch.accepted(principal.subject, referralId);
  if (command.name === "hand-back" && watch.handedBack(principal.subject, referralId))
    parts.raiseAlarm({ kind: "accepts-handed-back", referralId, details: { subject: principal.subject } });
}

function readCommand(request: FastifyRequest, name: CommandName): GivenCommand {
  const ids = requestIdsOf(request);
  if (ids.requestIdOrigin === "replaced")
    throw problem("REF_BAD_QUERY", { detail: "X-Request-Id is a GUID or a short token." });
  const { id } = request.params as { id: string };
  return {
    referralId: id,
    command: { name, body: request.body } as Command,
    principal: principalOf(request),
    requestId: ids.requestId,
    correlationId: idWithoutMeaning(ids.correlationId),
    bodyHash: createHash("sha256")
      .update(`${name}\n${id}\n`)
      .update(rawBodyOf(request) ?? "")
      .digest("hex"),
  };
}

/** Decides and saves one command. Throws a Problem when it is refused. */
export async function giveCommand(parts: Parts, given: GivenCommand): Promise<Answer> {
  const isAccept = given.command.name === "accept";
  const outcome = await inTransaction(parts.db, async (trx) => {
    const decided = await decideAndSave(trx, parts, given);
    if (isAccept) fault.at("accept-before-commit");
    return decided;
  });
  if (isAccept) fault.at("accept-after-commit");
  if (outcome.kind === "refused") throw outcome.problem;
  if (outcome.kind === "answer" && outcome.isNew) parts.wakeRelay();
  return outcome.answer;
}

type Outcome =
  | { readonly kind: "answer"; readonly answer: Answer; readonly isNew: boolean }
  | { readonly kind: "refused"; readonly problem: Error };

async function decideAndSave(trx: Transaction<QueueTables>, parts: Parts, given: GivenCommand): Promise<Outcome> {
  const { referralId, command, principal } = given;
  const set = await loadWorkingSet(trx, parts, {
    referralIds: [referralId, ...othersIn(command)],
    teams: teamsIn(command),
  });
  const stored = await answeredBefore(trx, parts, given);
  if (stored !== undefined) return stored;

  const cause = idOf("command", principal.subject, given.requestId);
  const decision = set.give(
    referralId,
    { kind: "command", command, principal },
    { causationId: cause, correlationId: given.correlationId },
  );
  const now = set.referral(referralId);
  if (now.status === "none") return { kind: "refused", problem: problem("REF_NOT_FOUND") };
  if (decision.kind === "refused") {
    const row = boardRowOf(referralId, now);
    return { kind: "refused", problem: answerRefusal(decision, mayView(principal, row) ? row : undefined) };
  }
  if (decision.kind === "facts") {
    linkTheOther(set, given, cause);
    const rows = await saveWorkingSet(trx, set);
    await saveNote(trx, set, given, cause);
    const row = rows.get(referralId);
    if (row === undefined) throw new Error("A command was decided but its row was not saved.");
    return remember(trx, set, given, { referralId, version: row.version, state: row.state, row });
  }
  return remember(trx, set, given, currentAnswer(referralId, now));
}

const currentAnswer = (referralId: string, referral: OpenedReferral): Answer => {
  const row = boardRowOf(referralId, referral);
  return { referralId, version: row.version, state: row.state, row };
};

/** Teams whose room a command may use. */
const teamsIn = (command: Command): readonly string[] =>
  (command.name === "assign" || command.name === "transfer-team") && command.body.team !== undefined
    ? [command.body.team]
    : [];

const othersIn = (command: Command): readonly string[] =>
  command.name === "link" || command.name === "unlink" ? [command.body.other] : [];

/** A link is seen from both sides. The other side's refusal (it has no such link, it has ended) does not undo this one. */
function linkTheOther(set: WorkingSet, given: GivenCommand, cause: string): void {
  const { command } = given;
  if (command.name !== "link" && command.name !== "unlink") return;
  const { other } = command.body;
  const backToSuggested = command.name === "unlink" && command.body.backToSuggested;
  if (other === given.referralId || set.referral(other).status === "none") return;
  const mirrored = { name: command.name, body: { other: given.referralId, backToSuggested } } as Command;
  set.give(
    other,
    { kind: "command", command: mirrored, principal: given.principal },
    { causationId: cause, correlationId: given.correlationId },
  );
}

async function answeredBefore(
  trx: Transaction<QueueTables>,
  parts: Parts,
  given: GivenCommand,
): Promise<Outcome | undefined> {
  const stored = await trx
    .selectFrom("command_answer")
    .select(["body_hash", "answer"])
    .where("subject", "=", given.principal.subject)
    .where("request_id", "=", given.requestId)
    .executeTakeFirst();
  if (stored === undefined) return undefined;
  if (stored.body_hash === given.bodyHash)
    return { kind: "answer", answer: commandAnswer.parse(JSON.parse(stored.answer)), isNew: false };
  parts.raiseAlarm({ kind: "key-reused", referralId: given.referralId });
  return { kind: "refused", problem: problem("REF_KEY_REUSED") };
}

/** What is kept as free text: the note, and of a call whom they spoke to. */
function noteOf(command: Command): string | undefined {
  const { note } = command.body;
  if (command.name !== "record-call" || command.body.person === undefined) return note;
  const { name, role } = command.body.person;
  return `Spoke with ${name}, ${role}.${note === undefined ? "" : ` ${note}`}`;
}

/** Free text goes where it can be erased, under the id that the fact names. */
async function saveNote(
  trx: Transaction<QueueTables>,
  set: WorkingSet,
  given: GivenCommand,
  cause: string,
): Promise<void> {
  const text = noteOf(given.command);
  if (text === undefined) return;
  const facts = set.entries.get(given.referralId)?.written.map(({ fact }) => fact) ?? [];
  const named = facts
    .flatMap((fact) => (fact.type === "noted" || fact.type === "call-recorded" ? [fact.data.noteId] : []))
    .find((id) => id !== null);
  await saveNotes(trx, [
    {
      noteId: named ?? idOf(cause, "note"),
      referralId: given.referralId,
      atMs: set.nowMs,
      byName: given.principal.name,
      text,
    },
  ]);
}

async function remember(
  trx: Transaction<QueueTables>,
  set: WorkingSet,
  given: GivenCommand,
  answer: Answer,
): Promise<Outcome> {
  const kept = await trx
    .insertInto("command_answer")
    .values({
      subject: given.principal.subject,
      request_id: given.requestId,
      body_hash: given.bodyHash,
      answer: JSON.stringify(commandAnswer.encode(answer)),
      answered_at: new Date(set.nowMs),
    })
    .onConflict((conflict) => conflict.columns(["subject", "request_id"]).doNothing())
    .executeTakeFirst();
  // The same key was used for another referral at this instant: thrown, so that nothing of this one stays.
  if (kept.numInsertedOrUpdatedRows === 0n) throw problem("REF_KEY_REUSED");
  return { kind: "answer", answer, isNew: true };
}
