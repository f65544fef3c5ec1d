/** What a referrer owes after acceptance: agreement to another time, and from a crew whether it leaves, stays or conveys. Each is timed, and waits on the device without a network. */
import type { CommandName, SubmissionStatus } from "@ucrt/schemas";
import { commandSpecs } from "../commands/command-specs.ts";
import { atTime } from "../format.ts";
import { GivenWords, useGiving, type Giving } from "./give-answer.tsx";

interface ButtonsProps {
  readonly status: SubmissionStatus;
  readonly onChanged: () => void;
}

const decisions = ["leaving", "staying", "conveying"] as const;

export function CrewButtons({ status, onChanged }: ButtonsProps) {
  const giving = useGiving(onChanged);
  const { crewDecided } = status;
  return (
    <div className="app-three" aria-label="What do you do?" role="group">
      <div className="app-three__buttons">
        {decisions.map((name) => (
          <Big key={name} name={name} status={status} giving={giving} isChosen={crewDecided?.decision === name} />
        ))}
      </div>
      {crewDecided === null || crewDecided === undefined ? null : (
        <p>
          You said at {atTime(crewDecided.at)}: <strong>{commandSpecs[crewDecided.decision].button}</strong>.
        </p>
      )}
      <GivenWords giving={giving} about={status.referralId} />
    </div>
  );
}

/** The team comes at another time than was asked for: the referrer says whether that will do. */
export function CounterOffer({ status, onChanged }: ButtonsProps) {
  const giving = useGiving(onChanged);
  const { accepted } = status;
  if (accepted === null) return null;
  const { timeAgreed } = accepted;
  return (
    <div className="app-three" role="group" aria-label="Does this time work?">
      <p>
        <strong>The team can be there by {atTime(accepted.expectedAt)}.</strong>{" "}
        {timeAgreed === null
          ? "Does that work?"
          : timeAgreed
            ? "You agreed to this time."
            : "You said that this time does not work. The single point of access deals with it."}
      </p>
      {timeAgreed === null ? (
        <div className="app-three__buttons app-three__buttons--two">
          <Big name="agree-time" status={status} giving={giving} />
          <Big name="decline-time" status={status} giving={giving} />
        </div>
      ) : null}
      <GivenWords giving={giving} about={`${status.referralId} time`} />
    </div>
  );
}

interface BigProps {
  readonly name: CommandName;
  readonly status: SubmissionStatus;
  readonly giving: Giving;
  readonly isChosen?: boolean;
}

function Big({ name, status: { referralId }, giving, isChosen = false }: BigProps) {
  const { button, kind } = commandSpecs[name];
  const isTime = name === "agree-time" || name === "decline-time";
  return (
    <button
      type="button"
      className={`app-button app-button--${kind} app-button--big${isChosen ? " app-three__chosen" : ""}`}
      aria-pressed={isChosen}
      disabled={giving.isGiving}
      onClick={() =>
        void giving.give({
          path: `/api/referrals/${referralId}/${name}`,
          body: {},
          kind: "command",
          words: button,
          about: isTime ? `${referralId} time` : referralId,
        })
      }
    >
      {button}
    </button>
  );
}
