/** What about a visit may not be overlooked: a time the referrer has to agree to, an unsafe scene, shared responsibility, an onward service that has not accepted. */
import type { BoardRow, ReferralView } from "@ucrt/schemas";
import { useState } from "react";
import type { Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atTime } from "../format.ts";
import { onwardInWords } from "./onward-panel.tsx";
import type { GiveStep } from "./use-visit-command.ts";

export interface StandingProps {
  readonly row: BoardRow;
  readonly view: ReferralView | undefined;
}

/** Nobody goes any more, and who has to know it. */
export function GivenBackLine({ row }: Pick<StandingProps, "row">) {
  if (row.state === "withdrawn")
    return (
      <p className="app-stands app-stands--bad" role="alert">
        <strong>The referrer has taken this back: do not go.</strong> Say that you know, so that nobody has to ring you.
      </p>
    );
  if (row.state !== "handed-back") return null;
  return (
    <p className="app-stands app-stands--waits">
      <strong>Handed back.</strong> Your team is responsible until a named person has said that they take it.
    </p>
  );
}

/** A time later than asked: both sides of it. */
export function CounterOfferLine({ row }: Pick<StandingProps, "row">) {
  const { counterOffer, expectedAt, state } = row;
  const isAhead = state === "accepted" || state === "en-route" || state === "no-access";
  if (counterOffer === undefined || expectedAt === null || !isAhead) return null;
  const time = atTime(expectedAt);
  switch (counterOffer) {
    case "pending":
      return (
        <p className="app-stands app-stands--waits" role="status">
          <strong>Waiting for the referrer to agree to {time}.</strong> The visit is yours meanwhile; the two hours run.
        </p>
      );
    case "agreed":
      return (
        <p className="app-stands app-stands--good" role="status">
          <strong>The referrer agreed to {time}.</strong>
        </p>
      );
    case "declined":
      return (
        <p className="app-stands app-stands--bad" role="alert">
          <strong>The referrer said no to {time}.</strong> The visit stays yours, and the single point of access rings
          you. Give an earlier time (“Running late”), or pass it on: “Transfer to another team” or “Hand back” under
          More.
        </p>
      );
  }
}

/** Two different people know before anybody sets off. */
export function UnsafeSceneLine({ row, give }: Pick<StandingProps, "row"> & { readonly give: GiveStep }) {
  const [said, setSaid] = useState<"taken" | "kept">();
  const [refusal, setRefusal] = useState<Refusal>();
  const known = row.sceneAcknowledgements;
  const isBefore = row.state === "accepted" || row.state === "no-access" || row.state === "en-route";
  if (known === undefined || !isBefore) return null;
  if (known >= 2)
    return (
      <p className="app-stands app-stands--bad">
        <strong>Unsafe scene.</strong> Two people know. Go as your team goes to unsafe scenes.
      </p>
    );
  const tell = async () => {
    const given = await give("acknowledge-scene", {});
    if (given.kind === "refused") setRefusal(given.refusal);
    else setSaid(given.kind);
  };
  return (
    <div className="app-stands app-stands--bad" role="alert">
      <p>
        <strong>Unsafe scene: do not go yet.</strong> Two people have to say that they know; {known} of 2{" "}
        {known === 1 ? "has" : "have"}. The second may be a colleague, your shift lead, or the single point of access.
      </p>
      {said === undefined ? (
        <button type="button" className="app-button app-button--warning app-button--big" onClick={() => void tell()}>
          I know the scene is unsafe
        </button>
      ) : (
        <p role="status">
          {said === "taken" ? "Recorded that you know." : "Kept on this device; it goes out with the signal."}
        </p>
      )}
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </div>
  );
}

/** Who is responsible while 999 or another service is asked. */
export function ResponsibilityLine({ row, view }: StandingProps) {
  if (row.responsibility === "shared-ucrt-999")
    return (
      <p className="app-stands app-stands--bad">
        <strong>Shared responsibility with 999</strong> until the incident number and the handover are recorded.
      </p>
    );
  if (row.state === "escalated")
    return (
      <p className="app-stands app-stands--good">
        <strong>999 has taken over.</strong> Close the visit when you know how it ended.
      </p>
    );
  if (row.state !== "onward-pending") return null;
  const onward = view?.visit?.onward ?? undefined;
  const accepted = onward?.acceptedBy ?? undefined;
  if (accepted !== undefined && onward !== undefined)
    return (
      <p className="app-stands app-stands--good">
        <strong>
          {onwardInWords(onward.service)} accepted: {accepted.name}, {accepted.role}.
        </strong>{" "}
        Close the visit to hand over.
      </p>
    );
  return (
    <p className="app-stands app-stands--waits">
      <strong>Your team is responsible</strong> until a named person
      {onward === undefined ? " there" : ` of ${onwardInWords(onward.service)}`} has accepted.
    </p>
  );
}
