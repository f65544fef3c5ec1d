/**
 * One line under the header that cannot be overlooked: what this device still has to send, what was refused, what was lost. In: the outbox. Out: the line, and
 * for each refusal its words until the person has read them. Says nothing while there is nothing to say.
 */
import { useState } from "react";
import { Link } from "react-router";
import { atTime } from "../format.ts";
import { useIsOnline } from "../connection.ts";
import { useSession } from "../session.tsx";
import { telephone } from "../telephone.ts";
import { useOutbox } from "./offline-provider.tsx";
import { RefusedLine } from "./refused-line.tsx";

export function WaitingLine() {
  const outbox = useOutbox();
  const { area, isConfirmed } = useSession();
  const isOnline = useIsOnline();
  const [isLossRead, setLossRead] = useState(false);
  if (outbox === undefined) return null;
  const waiting = outbox.entries.filter(({ state }) => state === "waiting");
  const refused = outbox.entries.filter((entry) => entry.state === "refused");
  const takenBack = outbox.entries.filter(({ state }) => state === "taken-back");
  const sent = outbox.entries.filter((entry) => entry.state === "sent");
  const call = <a href={telephone(area.spaPhone)}>Call {area.spaPhone}</a>;
  return (
    <div className="app-waiting" role="status">
      {waiting.length === 0 ? null : (
        <p className="app-waiting__line">
          <strong>{waiting.length} waiting to be sent.</strong> Nobody has been told yet
          {waiting.length === 1 ? `: ${waiting[0]?.words ?? ""}` : ""}.{" "}
          {isOnline && isConfirmed ? "Sending." : "It is sent by itself when there is a connection."} In a hurry: {call}
        </p>
      )}
      {waiting.length > 0 || (isOnline && isConfirmed) ? null : (
        <p className="app-waiting__line">
          <strong>No connection.</strong> What you enter is kept on this device. {call}
        </p>
      )}
      {refused.map((entry) => (
        <RefusedLine key={entry.requestId} entry={entry} call={call} onRead={() => void outbox.drop(entry.requestId)} />
      ))}
      {takenBack.map((entry) => (
        <p className="app-waiting__line app-waiting__line--refused" key={entry.requestId}>
          You took back “{entry.words}” of {atTime(entry.atMs)}. It is not sent again, but it{" "}
          <strong>may have arrived before.</strong> Look under <Link to="/my-referrals">My referrals</Link>, or ring.{" "}
          {call}{" "}
          <button
            type="button"
            className="app-button app-button--plain"
            onClick={() => void outbox.drop(entry.requestId)}
          >
            I have read this
          </button>
        </p>
      ))}
      {sent.map((entry) => (
        <p className="app-waiting__line app-waiting__line--sent" key={entry.requestId}>
          “{entry.words}” of {atTime(entry.atMs)} <strong>was sent.</strong>{" "}
          {entry.isTakenBack === true ? "You took it back too late: withdraw it on its receipt. " : null}
          {hasReceipt(entry.answer) ? (
            <Link to={`/my-referrals/${entry.answer.referralId}`} onClick={() => void outbox.drop(entry.requestId)}>
              Open the receipt
            </Link>
          ) : null}{" "}
          <button
            type="button"
            className="app-button app-button--plain"
            onClick={() => void outbox.drop(entry.requestId)}
          >
            OK
          </button>
        </p>
      ))}
      {outbox.lostActions === 0 || isLossRead ? null : (
        <p className="app-waiting__line app-waiting__line--refused">
          <strong>
            {outbox.lostActions} {outbox.lostActions === 1 ? "action was" : "actions were"} never sent
          </strong>{" "}
          and removed from this device: they were another person’s, or too old. Nobody was told. {call}{" "}
          <button
            type="button"
            className="app-button app-button--plain"
            onClick={() => {
              setLossRead(true);
              void outbox.lossWasRead();
            }}
          >
            I have read this
          </button>
        </p>
      )}
    </div>
  );
}

/** The answer to a referral; commands have another. */
const hasReceipt = (answer: unknown): answer is { readonly referralId: string } =>
  typeof answer === "object" && answer !== null && "statusUrl" in answer && "referralId" in answer;
