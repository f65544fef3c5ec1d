/**
 * Nobody at the door, step by step: two calls, next of kin, the referrer, then 999 or the police for a welfare check. Each step with its time. In: the row, whom to ring.
 * Out: what has been tried so far, as often as it changes. Never closes anything, and no timer does: a person says that they could not be reached.
 */
import type { ReferralView } from "@ucrt/schemas";
import { useState, type ReactNode } from "react";
import { atTime } from "../format.ts";
import { inOrderOfRank } from "../referral/contacts.ts";
import { Phone } from "../referral/pair.tsx";
import { serverNowMs } from "../server-clock.ts";
import { Pick, StepPanel, type PanelProps } from "./step-panel.tsx";

interface Tried {
  readonly calls: readonly number[];
  readonly nextOfKin: number | undefined;
  readonly referrer: number | undefined;
}

type Welfare = "none" | "999" | "police";

export function NoAccessPanel({ view, ...panel }: PanelProps & { readonly view: ReferralView | undefined }) {
  const before = view?.visit?.noAccess ?? undefined;
  const [tried, setTried] = useState<Tried>({ calls: [], nextOfKin: undefined, referrer: undefined });
  const [asked, setAsked] = useState<Welfare>();
  const welfare = asked ?? before?.welfareCheckAskedOf ?? "none";
  const calls = (before?.callsMade ?? 0) + tried.calls.length;
  const isKinCalled = before?.nextOfKinCalled === true || tried.nextOfKin !== undefined;
  const isReferrerCalled = before?.referrerCalled === true || tried.referrer !== undefined;
  const isAllTried = calls >= 2 && isKinCalled && isReferrerCalled;
  const person = view?.person ?? undefined;
  const now = () => serverNowMs();

  return (
    <StepPanel
      {...panel}
      name="no-access"
      label="Can’t get in"
      button="Record what was tried"
      body={() => {
        const note = noteOf(tried, welfare);
        return {
          callsMade: Math.min(20, calls),
          nextOfKinCalled: isKinCalled,
          referrerCalled: isReferrerCalled,
          welfareCheckAskedOf: welfare,
          ...(note === "" ? {} : { note }),
        };
      }}
    >
      <ol className="app-tries">
        <Try
          words="Ring the person twice"
          who={person?.phone === undefined ? null : <Phone number={person.phone} />}
          done={calls === 0 ? undefined : `${calls} ${calls === 1 ? "call" : "calls"}${timesOf(tried.calls)}`}
          isDone={calls >= 2}
          button="No answer"
          onTried={() => setTried((old) => ({ ...old, calls: [...old.calls, now()] }))}
        />
        <Try
          words="Ring the next of kin"
          who={inOrderOfRank(person?.contacts ?? []).map(({ contact }) => (
            <span key={contact.phone} className="app-tries__number">
              {[contact.name, contact.relationship].filter((part) => part !== undefined).join(", ")}{" "}
              <Phone number={contact.phone} />
            </span>
          ))}
          done={isKinCalled ? `Called${timesOf([tried.nextOfKin])}` : undefined}
          isDone={isKinCalled}
          button="Next of kin called"
          onTried={() => setTried((old) => ({ ...old, nextOfKin: now() }))}
        />
        <Try
          words="Ring the referrer"
          who={person?.referrer.callBack === undefined ? null : <Phone number={person.referrer.callBack} />}
          done={isReferrerCalled ? `Called${timesOf([tried.referrer])}` : undefined}
          isDone={isReferrerCalled}
          button="Referrer called"
          onTried={() => setTried((old) => ({ ...old, referrer: now() }))}
        />
        <li className={isAllTried ? "app-tries__now" : ""}>
          <strong>Then ask for a welfare check</strong>
          {isAllTried ? null : (
            <span className="app-tries__hint"> after the steps above, or sooner if you are worried</span>
          )}
          <Pick
            label="Welfare check asked of"
            options={[
              { value: "none", words: "Nobody yet" },
              { value: "999", words: "999" },
              { value: "police", words: "Police" },
            ]}
            value={welfare}
            onChange={(value) => setAsked(value as Welfare)}
          />
          <p className="app-tries__hint">
            <Phone number="999" />; police when nobody is in danger: <Phone number="101" />
          </p>
        </li>
      </ol>
      <p className="app-tries__hint">
        The visit stays yours. Nothing closes it by itself: you close it as “not reached” when all of this was done.
      </p>
    </StepPanel>
  );
}

interface TryProps {
  readonly words: string;
  readonly who: ReactNode;
  readonly done: string | undefined;
  readonly isDone: boolean;
  readonly button: string;
  readonly onTried: () => void;
}

function Try({ words, who, done, isDone, button, onTried }: TryProps) {
  return (
    <li>
      <strong>{words}</strong> <span className="app-tries__who">{who}</span>
      {done === undefined ? null : <span className="app-tries__done">✓ {done}</span>}
      {isDone ? null : (
        <button type="button" className="app-button app-button--plain" onClick={onTried}>
          {button}
        </button>
      )}
    </li>
  );
}

const timesOf = (times: readonly (number | undefined)[]): string => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? "" : `, ${known.map(atTime).join(" and ")}`;
};

/** The times of the steps, in words; kept where notes are kept. */
function noteOf({ calls, nextOfKin, referrer }: Tried, welfare: Welfare): string {
  return [
    ...calls.map((time) => `${atTime(time)} rang the person, no answer`),
    ...(nextOfKin === undefined ? [] : [`${atTime(nextOfKin)} rang the next of kin`]),
    ...(referrer === undefined ? [] : [`${atTime(referrer)} rang the referrer`]),
    ...(welfare === "none" ? [] : [`welfare check asked of ${welfare === "999" ? "999" : "the police"}`]),
  ].join("; ");
}
