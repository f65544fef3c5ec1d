/**
 * `/api/call-drafts`: telephone calls that are being written down. Saved while they are typed, each with an owner; a colleague takes one up, or it is
 * discarded with a reason. For SPA of the same organisation; for everybody else there is no such call.
 * Content leaves only to the owner, and every opening, taking up, offering and discarding is written down. A tab that is behind is told, never obeyed.
 */
import type { Transaction } from "kysely";
import { z } from "zod";
import { inTransaction } from "@ucrt/postgres";
import {
  callDraftAnswer,
  callDraftConflict,
  callDraftEnd,
  callDraftRow,
  callDraftsAnswer,
  discardCallDraftBody,
  offerCallDraftBody,
  saveCallDraftBody,
  takeUpCallDraftBody,
  type CallDraftContent,
  type Principal,
} from "@ucrt/schemas";
import { principalOf, problem, type HttpServer } from "@ucrt/service";
import type { Parts } from "./parts.ts";
import { recordAccesses } from "./record-access.ts";
import {
  endDraft,
  endOfDraft,
  lockDraft,
  needOf,
  openContent,
  sealContent,
  toDraftRow,
  type StoredDraft,
} from "./store-call-draft.ts";
import type { QueueTables } from "./tables.ts";

const params = z.object({ id: z.guid().toLowerCase() });
/** More calls at once by one person are a fault of a page, or no calls. */
const MOST_OWN = 20;

type Trx = Transaction<QueueTables>;
interface Asked {
  readonly trx: Trx;
  readonly parts: Parts;
  readonly principal: Principal;
  readonly draftId: string;
  readonly nowMs: number;
}

/** Adds all routes of drafts. */
export function addCallDraftRoutes(app: HttpServer, parts: Parts): void {
  const within = <T>(
    request: Parameters<typeof principalOf>[0],
    draftId: string,
    work: (asked: Asked) => Promise<T>,
  ): Promise<T> =>
    inTransaction(parts.db, async (trx) =>
      work({ trx, parts, principal: principalOf(request), draftId, nowMs: await parts.clock(trx) }),
    );
  app.get("/api/call-drafts", { schema: { response: { 200: callDraftsAnswer } } }, async (request) => {
    const principal = principalOf(request);
    const nowMs = await parts.clock(parts.db);
    const rows = await parts.db
      .selectFrom("call_draft")
      .selectAll()
      .where("organisation", "=", principal.organisation)
      .orderBy("started_at")
      .limit(200)
      .execute();
    return { rows: rows.map((row) => toDraftRow(row, principal, { nowMs, timeouts: parts.timeouts })) };
  });
  app.get("/api/call-drafts/:id", { schema: { params, response: { 200: callDraftAnswer } } }, async (request) =>
    within(request, request.params.id, openOwn),
  );
  app.put(
    "/api/call-drafts/:id",
    { schema: { params, body: saveCallDraftBody, response: { 200: callDraftRow } } },
    async (request) => within(request, request.params.id, (asked) => save(asked, request.body)),
  );
  app.post(
    "/api/call-drafts/:id/take-up",
    { schema: { params, body: takeUpCallDraftBody, response: { 200: callDraftAnswer } } },
    async (request) => within(request, request.params.id, (asked) => takeUp(asked, request.body.expectedVersion)),
  );
  app.post(
    "/api/call-drafts/:id/offer",
    { schema: { params, body: offerCallDraftBody, response: { 200: callDraftRow } } },
    async (request) => within(request, request.params.id, (asked) => offer(asked, request.body)),
  );
  app.post(
    "/api/call-drafts/:id/discard",
    { schema: { params, body: discardCallDraftBody, response: { 200: callDraftEnd } } },
    async (request) => within(request, request.params.id, (asked) => discard(asked, request.body)),
  );
}

async function openOwn(asked: Asked): Promise<z.output<typeof callDraftAnswer>> {
  const row = await present(asked);
  if (row.owner_subject !== asked.principal.subject) throw someoneElses(asked, row);
  await note(asked, "call-draft-opened");
  return withContent(asked, row);
}

async function save(asked: Asked, body: z.output<typeof saveCallDraftBody>): Promise<z.output<typeof callDraftRow>> {
  const { trx, principal } = asked;
  const row = await lockDraft(trx, asked.draftId);
  if (row === undefined || row.organisation !== principal.organisation) return make(asked, body, row);
  if (row.owner_subject !== principal.subject) throw someoneElses(asked, row);
  if (row.version !== body.expectedVersion) {
    // The answer to this very save was lost, and the page says it again.
    if (row.version === body.expectedVersion + 1 && isSame(openContent(asked.parts.draftSeal, row), body.content))
      return shown(asked, row);
    throw stale(asked, row);
  }
  return shown(asked, await change(asked, row, { ...fieldsOf(asked, body.content), alarmed_at: null }));
}

/** A new draft, unless it has ended or the id belongs to somebody whom the caller does not know. */
async function make(
  asked: Asked,
  body: z.output<typeof saveCallDraftBody>,
  others: StoredDraft | undefined,
): Promise<z.output<typeof callDraftRow>> {
  const { trx, principal, draftId, nowMs } = asked;
  if (others !== undefined) throw problem("REF_NOT_FOUND");
  await refuseEnded(asked);
  if (body.expectedVersion !== 0) throw problem("REF_NOT_FOUND");
  const own = await trx
    .selectFrom("call_draft")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("owner_subject", "=", principal.subject)
    .executeTakeFirstOrThrow();
  if (Number(own.count) >= MOST_OWN)
    throw problem("REF_CONFLICT", { detail: "You have twenty calls under way. Finish or discard one first." });
  await note(asked, "call-draft-started");
  const made = await trx
    .insertInto("call_draft")
    .values({
      draft_id: draftId,
      version: 1,
      organisation: principal.organisation,
      owner_subject: principal.subject,
      owner_name: principal.name,
      offered_to: null,
      started_at: new Date(nowMs),
      ...fieldsOf(asked, body.content),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return shown(asked, made);
}

async function takeUp(asked: Asked, expectedVersion: number): Promise<z.output<typeof callDraftAnswer>> {
  const { principal } = asked;
  const row = await present(asked);
  // Whoever is typing moves the version on, and keeps the call.
  if (row.version !== expectedVersion) throw stale(asked, row);
  await note(asked, "call-draft-taken-up");
  const taken = await change(asked, row, {
    owner_subject: principal.subject,
    owner_name: principal.name,
    offered_to: null,
    saved_at: new Date(asked.nowMs),
    alarmed_at: null,
  });
  return withContent(asked, taken);
}

async function offer(asked: Asked, body: z.output<typeof offerCallDraftBody>): Promise<z.output<typeof callDraftRow>> {
  const row = await presentOwn(asked, body.expectedVersion);
  await note(asked, "call-draft-offered");
  return shown(asked, await change(asked, row, { offered_to: body.to }));
}

/** By its owner: a colleague takes it up first, and so has read what is thrown away. */
async function discard(
  asked: Asked,
  body: z.output<typeof discardCallDraftBody>,
): Promise<z.output<typeof callDraftEnd>> {
  const row = await presentOwn(asked, body.expectedVersion);
  await note(asked, "call-draft-discarded", body.reason);
  await endDraft(asked.trx, {
    draft_id: row.draft_id,
    organisation: row.organisation,
    how: "discarded",
    reason: body.reason,
    referral_id: body.about ?? null,
    ended_at: new Date(asked.nowMs),
  });
  return { draftId: row.draft_id, how: "discarded", reason: body.reason, endedAt: asked.nowMs };
}

/** The draft under a lock. Throws 404 where there is none for the caller, 410 where it has ended. */
async function present(asked: Asked): Promise<StoredDraft> {
  const row = await lockDraft(asked.trx, asked.draftId);
  if (row?.organisation === asked.principal.organisation) return row;
  if (row === undefined) await refuseEnded(asked);
  throw problem("REF_NOT_FOUND");
}

async function presentOwn(asked: Asked, expectedVersion: number): Promise<StoredDraft> {
  const row = await present(asked);
  if (row.owner_subject !== asked.principal.subject) throw someoneElses(asked, row);
  if (row.version !== expectedVersion) throw stale(asked, row);
  return row;
}

async function refuseEnded({ trx, draftId, principal }: Asked): Promise<void> {
  const end = await endOfDraft(trx, draftId);
  if (end === undefined || end.organisation !== principal.organisation) return;
  const words = {
    sent: "This call was sent.",
    discarded: "This call was discarded.",
    "too-old": "This call was too old and was erased.",
  };
  throw problem("REF_GONE", {
    detail: words[end.how],
    extra: { current: { how: end.how, referralId: end.referral_id } },
  });
}

const current = (asked: Asked, row: StoredDraft): { readonly current: unknown } => ({
  current: callDraftConflict.encode({
    version: row.version,
    ownerName: row.owner_name,
    isYours: row.owner_subject === asked.principal.subject,
    savedAt: row.saved_at.getTime(),
  }),
});
const someoneElses = (asked: Asked, row: StoredDraft): Error =>
  problem("REF_CONFLICT", {
    detail: `This is ${row.owner_name}'s call: take it up first.`,
    extra: current(asked, row),
  });
const stale = (asked: Asked, row: StoredDraft): Error =>
  problem("REF_STALE_VERSION", {
    detail:
      row.owner_subject === asked.principal.subject
        ? "You went on with this call in another tab."
        : `${row.owner_name} has gone on with this call.`,
    extra: current(asked, row),
  });

const fieldsOf = ({ parts, draftId, nowMs }: Asked, content: CallDraftContent) => ({
  feed: content.feed,
  need: needOf(content),
  content: sealContent(parts.draftSeal, draftId, content),
  saved_at: new Date(nowMs),
});

const change = (
  { trx, draftId }: Asked,
  row: StoredDraft,
  fields: Partial<Omit<StoredDraft, "draft_id" | "version">>,
): Promise<StoredDraft> =>
  trx
    .updateTable("call_draft")
    .set({ ...fields, version: row.version + 1 })
    .where("draft_id", "=", draftId)
    .returningAll()
    .executeTakeFirstOrThrow();

const shown = ({ parts, principal, nowMs }: Asked, row: StoredDraft): z.output<typeof callDraftRow> =>
  toDraftRow(row, principal, { nowMs, timeouts: parts.timeouts });
const withContent = (asked: Asked, row: StoredDraft): z.output<typeof callDraftAnswer> => ({
  ...shown(asked, row),
  content: openContent(asked.parts.draftSeal, row),
});

const note = (
  { trx, principal, draftId, nowMs }: Asked,
  what:
    | "call-draft-started"
    | "call-draft-opened"
    | "call-draft-taken-up"
    | "call-draft-offered"
    | "call-draft-discarded",
  why?: string,
): Promise<void> =>
  recordAccesses(
    trx,
    principal,
    [{ referralId: null, what, reason: why === undefined ? draftId : `${draftId} ${why}` }],
    nowMs,
  );

/** Field by field: the order in which they were typed says nothing. */
const isSame = (one: CallDraftContent, other: CallDraftContent): boolean => textOf(one) === textOf(other);
const textOf = ({ feed, answers, found }: CallDraftContent): string =>
  JSON.stringify([feed, Object.entries(answers).toSorted(([a], [b]) => (a < b ? -1 : 1)), found.toSorted()]);
