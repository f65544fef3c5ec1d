/**
 * "Copy for SystmOne": the text on the clipboard; where the device gives no clipboard, in a box to copy by hand; and to print. In: a referral, opened or to be opened
 * (which is written down). Out: nothing is sent anywhere. The text stays on the screen only while this is open.
 */
import { referralView, type ReferralView } from "@ucrt/schemas";
import { useId, useRef, useState } from "react";
import { get } from "../api.ts";
import { useReference } from "../reference-data.tsx";
import { serverNowMs } from "../server-clock.ts";
import { sbarOf, type SbarFor } from "./sbar.ts";

export interface CopyTextProps {
  readonly referralId: string;
  /** Opened already; else it is opened with the first tap. */
  readonly view?: ReferralView | undefined;
  readonly kind: SbarFor;
  readonly organisationName: (ods: string) => string;
}

const buttonWords: Readonly<Record<SbarFor, string>> = {
  record: "Copy for SystmOne",
  "gp-summary": "Copy summary for the GP",
};

export function CopyText({ referralId, view, kind, organisationName }: CopyTextProps) {
  const { teamName } = useReference();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState<string>();
  const [said, setSaid] = useState<string>();

  const copy = async () => {
    const found = view ?? (await opened(referralId));
    if (found === undefined) {
      setSaid("It could not be opened just now. Try again when there is a connection.");
      return;
    }
    const made = sbarOf(found, { teamName, organisationName }, serverNowMs(), kind);
    setText(made);
    setSaid(
      (await onClipboard(made))
        ? "Copied. Paste it into SystmOne; the clipboard of this device holds it until you copy something else."
        : "This device gives no clipboard: select the text below and copy it.",
    );
  };
  return (
    <div className="app-copy">
      <button type="button" className="app-button app-button--plain" onClick={() => void copy()}>
        {buttonWords[kind]}
      </button>
      <p role="status" className="app-copy__said">
        {said}
      </p>
      {text === undefined ? null : (
        <>
          <label htmlFor={id} className="app-copy__label">
            The text
          </label>
          <textarea ref={box} id={id} className="nhsuk-textarea app-copy__text" readOnly rows={8} value={text} />
          {/* A box prints only what it shows. */}
          <pre className="app-copy__printed" aria-hidden="true">
            {text}
          </pre>
          <div className="app-job__buttons">
            <button type="button" className="app-button app-button--quiet" onClick={() => box.current?.select()}>
              Select all
            </button>
            <button type="button" className="app-button app-button--quiet" onClick={() => printOnly(box.current)}>
              Print
            </button>
            <button
              type="button"
              className="app-button app-button--quiet"
              onClick={() => {
                setText(undefined);
                setSaid(undefined);
              }}
            >
              Close the text
            </button>
          </div>
        </>
      )}
    </div>
  );
}

async function opened(referralId: string): Promise<ReferralView | undefined> {
  const answered = await get(`/api/referrals/${encodeURIComponent(referralId)}`, referralView);
  return answered.ok ? answered.value : undefined;
}

async function onClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The page is marked for the time of printing, so that only this text goes to paper. */
function printOnly(box: HTMLTextAreaElement | null): void {
  const part = box?.closest(".app-copy");
  if (part === null || part === undefined) return;
  part.classList.add("app-copy--printing");
  document.body.classList.add("app-prints-one-text");
  window.print();
  part.classList.remove("app-copy--printing");
  document.body.classList.remove("app-prints-one-text");
}
