/**
 * A referral by whoever is with the person: a crew on scene, hospital, practice, care home. In: a few taps. Out: a referral that is sent once, now or as soon as
 * there is a network, with the time it was given; before that, what the criteria say of it, which tells nobody.
 * Where, the main need and the danger signs come first; then only what the criteria still need.
 */
import { needCode, submitAnswer, type Feed, type Principal } from "@ucrt/schemas";
import { useEffect, useState, type FormEvent } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import type { Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { useOutbox, useSealedStore } from "../offline/offline-provider.tsx";
import type { Entry } from "../offline/outbox.ts";
import { serverNowMs } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { feedWords } from "../words.ts";
import { BigChoices } from "./big-fields.tsx";
import { waitingDraftName } from "./correction.ts";
import { CallBar } from "./call-bar.tsx";
import { FloorQuestion, ScreenQuestion } from "./danger-part.tsx";
import { feedsOf } from "./feeds-of.ts";
import { FindingsPanel } from "./findings-panel.tsx";
import { commonNeeds, formWords, needInWords } from "./form-words.ts";
import { NeededPart } from "./needed-part.tsx";
import { referralBody } from "./referral-body.ts";
import { SendPart } from "./send-part.tsx";
import { hasThreeAnswers, useForm, type Draft, type FormState } from "./use-form.ts";
import { WaitingPanel } from "./waiting-panel.tsx";
import { WherePart } from "./where-part.tsx";

/** A new referral; with an id in the address, the amendment of one that was sent from this device; with `correct`, one that waited and was refused. */
export function ReferPage() {
  const { id } = useParams();
  const corrects = useSearchParams()[0].get("correct") ?? undefined;
  const { principal, area } = useSession();
  const feed = principal === null ? undefined : feedsOf(principal)[0];
  if (principal === null || feed === undefined) return null;
  return (
    <main className="app-page app-own app-refer" id="main" tabIndex={-1}>
      <Form
        key={`${id ?? "new"} ${corrects ?? ""}`}
        amends={id}
        corrects={corrects}
        principal={principal}
        firstFeed={feed}
        spaPhone={area.spaPhone}
      />
    </main>
  );
}

interface FormProps {
  readonly amends: string | undefined;
  /** Id of the draft that was put aside while it waited. */
  readonly corrects: string | undefined;
  readonly principal: Principal;
  readonly firstFeed: Feed;
  readonly spaPhone: string;
}

function Form({ amends, corrects, principal, firstFeed, spaPhone }: FormProps) {
  const outbox = useOutbox();
  const store = useSealedStore();
  const navigate = useNavigate();
  const usualName = amends === undefined ? "form" : `amend ${amends}`;
  const name = corrects === undefined ? usualName : waitingDraftName(corrects);
  const form = useForm({
    name,
    feed: firstFeed,
    principal,
    ...(amends === undefined ? {} : { from: `sent ${amends}` }),
  });
  const [isSending, setSending] = useState(false);
  const draftId = typeof form === "object" ? form.draftId : undefined;
  const waited = outbox?.entries.find(
    (entry) => entry.about === `form ${draftId ?? ""}` && entry.state !== "taken-back" && entry.isTakenBack !== true,
  );

  const settle = async (entry: Entry, draft: Draft): Promise<Refusal | undefined> => {
    // What was taken back has its own line; here the form goes on.
    if (entry.state === "waiting" || entry.state === "taken-back" || entry.isTakenBack === true) return undefined;
    await outbox?.drop(entry.requestId);
    if (entry.state === "refused") return entry.refusal;
    const answer = submitAnswer.safeParse(entry.answer);
    const sentId = amends ?? (answer.success ? answer.data.referralId : undefined);
    await store?.remove("draft", name);
    // For an amendment, as long as the device keeps it.
    if (sentId !== undefined) await store?.put("draft", `sent ${sentId}`, draft).catch(() => undefined);
    await navigate(sentId === undefined ? "/my-referrals" : `/my-referrals/${sentId}`);
    return undefined;
  };
  // What waited has gone out, or was refused, while this page was open or closed.
  useEffect(() => {
    if (waited === undefined || waited.state === "waiting" || typeof form !== "object" || isSending) return;
    void settle(waited, form.draft).then((refusal) => {
      if (refusal !== undefined) form.setRefusal(refusal);
    });
  });

  if (form === undefined || outbox === undefined) return <p role="status">Loading …</p>;
  if (form === "not-kept")
    return (
      <>
        <h1 className="nhsuk-heading-m">Add what is missing</h1>
        <p>This device does not have what you sent any more. Ring and tell us what has changed.</p>
        <CallBar spaPhone={spaPhone} />
      </>
    );
  // One that was opened again has its place aside already.
  const anew = async () => (corrects === undefined ? form.startAnew() : navigate("/submit"));
  if (waited?.state === "waiting")
    return <WaitingPanel entry={waited} spaPhone={spaPhone} outbox={outbox} onAnew={anew} />;

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    form.setRefusal(undefined);
    const { draft } = form;
    await rememberReach(store, draft);
    const body = referralBody({ ...draft, answers: withCaseId(draft), principal, nowMs: serverNowMs() });
    const entry = await outbox.give({
      path: amends === undefined ? `/api/feeds/${draft.feed}/referrals` : `/api/submissions/${amends}/amend`,
      body: amends === undefined ? body : { ...body, kind: "amendment" },
      kind: "message",
      words: amends === undefined ? "New referral" : "What was missing",
      about: `form ${draft.id}`,
    });
    const refusal = await settle(entry, draft);
    setSending(false);
    if (refusal === undefined) return;
    form.setRefusal(withoutCopies(refusal, draft.answers));
    document.getElementById("problems")?.focus();
  };

  const words = formWords[form.feed];
  const isChosen = (form.answers["need"] ?? "") !== "";
  const hasThree = hasThreeAnswers(form.answers, form.found);
  return (
    <>
      <title>{`${words.title} – Urgent community response`}</title>
      <h1 className="nhsuk-heading-m">{amends === undefined ? words.title : "Add what is missing"}</h1>
      {amends === undefined ? null : (
        <Link className="app-tap" to={`/my-referrals/${amends}`}>
          ← Back to the referral
        </Link>
      )}
      <form className="app-form" onSubmit={(event) => void send(event)} noValidate>
        <FeedPart form={form} feeds={feedsOf(principal)} isFixed={amends !== undefined} />
        <WherePart form={form} words={words} />
        <NeedPart form={form} />
        {isChosen ? (
          <section className="app-part" aria-labelledby="danger">
            <h2 id="danger">First of all</h2>
            {form.answers["need"] === "FALL" ? <FloorQuestion form={form} words={words} /> : null}
            <ScreenQuestion form={form} words={words} />
          </section>
        ) : null}
        {hasThree ? <FindingsPanel form={form} principal={principal} /> : null}
        {hasThree ? (
          <>
            <NeededPart form={form} />
            <SendPart form={form} words={words} />
          </>
        ) : null}
        <p className="app-kept">{form.isKept ? "Kept on this device, sealed." : ""}</p>
        <div id="problems" tabIndex={-1}>
          {form.refusal === undefined ? null : <Refused refusal={form.refusal} namesFields />}
        </div>
        <CallBar spaPhone={spaPhone}>
          {hasThree ? (
            <button type="submit" className="app-button app-button--main app-button--big" disabled={isSending}>
              {isSending ? "Sending …" : amends === undefined ? "Send referral" : "Send the change"}
            </button>
          ) : null}
        </CallBar>
      </form>
    </>
  );
}

function FeedPart(props: { readonly form: FormState; readonly feeds: readonly Feed[]; readonly isFixed: boolean }) {
  const { form, feeds, isFixed } = props;
  if (feeds.length < 2 || isFixed) return null;
  return (
    <section className="app-part">
      <BigChoices
        name="feed"
        question="Referring as"
        choices={feeds.map((value) => ({ value, words: feedWords[value] }))}
        value={form.feed}
        onChange={(value) => form.setFeed(value as Feed)}
      />
    </section>
  );
}

/** One tap; what was chosen takes the place of the list, so that the next question comes up. */
function NeedPart({ form }: { readonly form: FormState }) {
  const [isOpen, setOpen] = useState(false);
  const [isAll, setAll] = useState(false);
  const { answers, answer, feed } = form;
  const chosen = needCode.safeParse(answers["need"]);
  if (chosen.success && !isOpen)
    return (
      <section className="app-part app-chosen" aria-labelledby="need">
        <h2 id="need">Main need</h2>
        <p className="app-chosen__line">
          <strong>{needInWords(chosen.data, feed)}</strong>
          <button type="button" className="app-button app-button--plain" onClick={() => setOpen(true)}>
            Change
          </button>
        </p>
      </section>
    );
  const needs = isAll ? needCode.options : commonNeeds;
  return (
    <section className="app-part" aria-labelledby="need">
      <h2 id="need">Main need</h2>
      <BigChoices
        name="need"
        question="What is needed most?"
        columns="tiles"
        choices={needs.map((value) => ({ value, words: needInWords(value, feed) }))}
        value={answers["need"]}
        onChange={(value) => {
          answer("need", value);
          setOpen(false);
        }}
      />
      {isAll ? null : (
        <button type="button" className="app-button app-button--plain app-button--big" onClick={() => setAll(true)}>
          Something else
        </button>
      )}
    </section>
  );
}

/** Who has no number of their own for the case gets one from the draft: the same draft has the same. */
function withCaseId({ answers, feed, id }: Draft): Draft["answers"] {
  const isMissing = (answers["caseId"] ?? "").trim() === "";
  const screenedBy =
    answers["screenedBy"] ??
    { ambulance: "paramedic", hospital: "nurse", "primary-care": "doctor", community: "care-worker" }[feed];
  return {
    ...answers,
    screenedBy,
    ...(isMissing && formWords[feed].isCaseIdOptional ? { caseId: `W-${id.slice(0, 8).toUpperCase()}` } : {}),
  };
}

async function rememberReach(store: ReturnType<typeof useSealedStore>, { answers }: Draft): Promise<void> {
  const reach = Object.fromEntries(
    ["callBack", "bypass", "outOfHours", "callSign", "communityService", "department", "service"].flatMap((field) =>
      (answers[field] ?? "") === "" ? [] : [[field, answers[field]]],
    ),
  );
  await store?.put("reference", "reach-me", reach).catch(() => undefined);
}

/** Numbers that were left empty are the call-back number: what is wrong with it is said once. */
function withoutCopies(refusal: Refusal, answers: Draft["answers"]): Refusal {
  const isCopy = (field: string) =>
    ["bypass", "outOfHours"].some((name) => field.endsWith(`.${name}`) && (answers[name] ?? "") === "");
  return { ...refusal, fields: refusal.fields.filter(({ field }) => !isCopy(field)) };
}
