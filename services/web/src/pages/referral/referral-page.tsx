/**
 * One referral, whole: who holds it and what is next, then the person, the clocks, the findings, the teams considered, calls, notes, history.
 * In: `GET /api/referrals/{id}`, asked again when the live row shows a newer version. Never puts identity into the address or the title.
 */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import { referralView, roleInWords, type CommandName, type ReferralView } from "@ucrt/schemas";
import { useEffect, useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { FlagMarks } from "../board/flag-marks.tsx";
import { LiveBadge } from "../board/live-badge.tsx";
import { ageAndSex, needOf, ownerOf, responsibleOf, sourceOf, stateOf } from "../board/row-words.ts";
import { TimeLeft } from "../board/time-left.tsx";
import { useKeepClaim } from "../board/use-keep-claim.ts";
import { useCarriedCall } from "../call/use-carried-call.ts";
import { CommandForm } from "../commands/command-form.tsx";
import { commandSpecs } from "../commands/command-specs.ts";
import { UndoOffer } from "../commands/undo.tsx";
import { atNear } from "../format.ts";
import { useLive } from "../live/use-live.tsx";
import { useReference } from "../reference-data.tsx";
import { useServerNow } from "../server-clock.ts";
import { homeOf, useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";
import { codeInWords, deadlineWords, idInWords, responseWords } from "../words.ts";
import { BreakGlass } from "./break-glass.tsx";
import { callAsked } from "./call-words.ts";
import { Calls } from "./calls.tsx";
import { ContactLogBlock } from "./contact-log-block.tsx";
import { Findings } from "./findings.tsx";
import { HistoryList } from "./history-list.tsx";
import { isLinking, Links } from "./links.tsx";
import { PersonBlock } from "./person-block.tsx";
import { TeamsConsidered } from "./teams-considered.tsx";

export function ReferralPage() {
  const { id = "" } = useParams();
  const { principal } = useSession();
  const { board } = useLive();
  const { value, refusal, reload } = useLoaded(`/api/referrals/${encodeURIComponent(id)}`, referralView);
  const liveVersion = board.rows.get(id)?.version ?? 0;
  const isBehind = value !== undefined && liveVersion > value.version;
  useEffect(() => {
    if (isBehind) reload();
  }, [isBehind, reload]);
  return (
    <main className="app-page app-referral" id="main" tabIndex={-1}>
      <title>Referral – Urgent community response</title>
      <div className="app-referral__bar">
        <Link to={principal === null ? "/" : homeOf(principal.role)}>← Back</Link>
        <LiveBadge />
      </div>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.status === 404 ? "There is no such referral, or it is not yours to see." : refusal.words}
        </p>
      )}
      {refusal?.status !== 404 || value !== undefined ? null : <BreakGlass referralId={id} onOpened={reload} />}
      {value === undefined ? (
        refusal === undefined ? (
          <p role="status">Loading …</p>
        ) : null
      ) : (
        <Referral view={value} onChanged={reload} />
      )}
    </main>
  );
}

function Referral({ view, onChanged }: { readonly view: ReferralView; readonly onChanged: () => void }) {
  const { row } = view;
  return (
    <>
      <h1 className="nhsuk-heading-m app-referral__title">
        {needOf(row)}, {ageAndSex(row)}, {row.place === null ? "place not known" : idInWords(row.place)}
      </h1>
      <p className="app-referral__number">
        Referral number <strong className="app-number">{referralNumberOf(view.referralId)}</strong>
      </p>
      <p className="app-row__marks app-referral__flags">
        <FlagMarks row={row} />
      </p>
      <Standing view={view} />
      <Calls view={view} />
      <Actions view={view} onChanged={onChanged} />
      <div className="app-referral__columns">
        <div>
          <PersonBlock view={view} onOpened={onChanged} />
          <Findings view={view} />
          <TeamsConsidered view={view} />
        </div>
        <div>
          <Clocks view={view} />
          <ContactLogBlock view={view} />
          <Links view={view} onChanged={onChanged} />
          <HistoryList history={view.history} />
        </div>
      </div>
    </>
  );
}

/** Who holds it and what is next: the two things that may never be unclear. */
function Standing({ view }: { readonly view: ReferralView }) {
  const { teamName } = useReference();
  const nowMs = useServerNow();
  const { row, nextDeadline } = view;
  return (
    <dl className="app-standing">
      <div>
        <dt>State</dt>
        <dd>{stateOf(row, teamName)}</dd>
      </div>
      <div>
        <dt>Responsible</dt>
        <dd>{responsibleOf(row)}</dd>
      </div>
      <div>
        <dt>Acts next</dt>
        <dd>{ownerOf(row, teamName)}</dd>
      </div>
      <div>
        <dt>{nextDeadline === null ? "Next deadline" : codeInWords(deadlineWords[nextDeadline.name])}</dt>
        <dd>
          {nextDeadline === null ? (
            "None"
          ) : (
            <>
              {atNear(nextDeadline.at, nowMs)} <TimeLeft atMs={nextDeadline.at} />
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>How soon</dt>
        <dd>{responseWords[view.response]}</dd>
      </div>
      <div>
        <dt>From</dt>
        <dd>
          {sourceOf(row)}
          {view.senderName === null ? "" : `, ${view.senderName}`}
          {view.channel === "phone" ? ", by telephone" : ""}
        </dd>
      </div>
    </dl>
  );
}

/** What is likeliest to be wanted comes first, what ends something last. `seen` is said by looking. */
const likeliestFirst: readonly CommandName[] = [
  "accept",
  "decline",
  "review",
  "acknowledge",
  "acknowledge-scene",
  "take",
  "assign",
  "en-route",
  "arrive",
  "agree-time",
  "decline-time",
  "leaving",
  "staying",
  "claim",
  "unsnooze",
  "snooze",
  "withdraw-offer",
  "record-call",
  "contact",
  "eta",
  "onward",
  "note",
  "hold",
  "release",
  "change-response",
  "transfer-team",
  "link",
  "unlink",
  "ask-a-nurse",
  "no-access",
  "summary-sent",
  "close",
  "leave",
  "escalate-999",
  "conveying",
  "hand-back",
];

function Actions({ view, onChanged }: { readonly view: ReferralView; readonly onChanged: () => void }) {
  const [parameters] = useSearchParams();
  // A call that turned out to be about this case leads straight to what is to be recorded.
  const [open, setOpen] = useState<CommandName | undefined>(() =>
    view.may.find((name): name is CommandName => name === parameters.get("do")),
  );
  const [done, setDone] = useState<string>();
  const carried = useCarriedCall(view.referralId);
  const [notEnded, setNotEnded] = useState<string>();
  const { teamName } = useReference();
  const nowMs = useServerNow();
  // Whoever has the page open and works on it keeps their claim.
  useKeepClaim(view.row, true);
  const offered = likeliestFirst.filter(
    // Linking has its own place, beside what it is about.
    (name) => view.may.includes(name) && !isLinking(name),
  );
  if (offered.length === 0) return null;
  const endCarried = async () => {
    const refused = await carried.end();
    if (refused !== undefined)
      setNotEnded(`The call is recorded here, and still among those not finished. ${refused.words}`);
  };
  return (
    <section className="app-actions" aria-label="What you can do">
      <div className="app-actions__buttons">
        {offered.map((name, index) => (
          <button
            key={name}
            type="button"
            className={`app-button app-button--${index > 0 && commandSpecs[name].kind === "main" ? "plain" : commandSpecs[name].kind}`}
            aria-expanded={open === name}
            onClick={() => {
              setDone(undefined);
              setOpen(open === name ? undefined : name);
            }}
          >
            {commandSpecs[name].button}
          </button>
        ))}
      </div>
      {done === undefined ? null : (
        <p className="app-right" role="status">
          {done} <UndoOffer referralId={view.referralId} isOf={(name) => !isLinking(name)} />
        </p>
      )}
      {notEnded === undefined ? null : (
        <p className="app-wrong" role="alert">
          {notEnded} <Link to="/calls">Calls not finished</Link>
        </p>
      )}
      {open !== "record-call" || carried.refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          What was typed of the call cannot be read here. {carried.refusal.words}
        </p>
      )}
      {open === "record-call" && carried.isOpening ? (
        <p role="status">Opening what was typed …</p>
      ) : open === undefined ? null : (
        <CommandForm
          key={open}
          name={open}
          row={view.row}
          firstValues={open === "record-call" ? carried.values : undefined}
          callTasks={view.callTasks
            .filter((task) => !task.done)
            .map((task) => {
              const { ring, why } = callAsked(task, view, { teamName, nowMs });
              return { taskId: task.taskId, words: `${ring}: ${why}` };
            })}
          links={view.links.map((link) => ({
            other: link.other,
            words: `${link.other.slice(0, 8)}, ${codeInWords(link.basis)}`,
          }))}
          onCancel={() => setOpen(undefined)}
          onDone={() => {
            setDone(`${commandSpecs[open].button}: recorded.`);
            setOpen(undefined);
            onChanged();
            if (open === "record-call") void endCarried();
          }}
        />
      )}
    </section>
  );
}

function Clocks({ view }: { readonly view: ReferralView }) {
  const nowMs = useServerNow();
  const { clocks } = view;
  const lines: readonly (readonly [words: string, at: number | null])[] = [
    ["Need identified", clocks.needIdentifiedAt],
    ["Received", clocks.receivedAt],
    ["Two-hour clock started", clocks.clockStartAt],
    ["Decide by", clocks.decisionBy],
    ["Back to 999 at", clocks.handBackAt],
    ["Ambulance clock started", clocks.ambulanceClockStartAt ?? null],
    ["Ambulance validation breach", clocks.validationBreachAt],
    ["Two hours", clocks.twoHourDueAt],
    ["First seen face to face", clocks.firstFaceToFaceAt],
  ];
  return (
    <section className="app-block" aria-labelledby="clocks">
      <h2 id="clocks">Clocks</h2>
      <dl className="app-pairs">
        {lines.map(([words, at]) =>
          at === null ? null : (
            <div key={words}>
              <dt>{words}</dt>
              <dd>{atNear(at, nowMs)}</dd>
            </div>
          ),
        )}
        {view.accepted === null ? null : (
          <div>
            <dt>Accepted by</dt>
            <dd>
              {view.accepted.clinician.name}, {roleInWords(view.accepted.clinician.role)}; expected{" "}
              {atNear(view.accepted.expectedAt, nowMs)}
            </dd>
          </div>
        )}
        {view.handedBack === null ? null : (
          <div>
            <dt>Handed back</dt>
            <dd>
              {codeInWords(view.handedBack.reason)} to {codeInWords(view.handedBack.to).toLowerCase()},{" "}
              {view.handedBack.acknowledged ? "acknowledged" : "not acknowledged"}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
