/**
 * A person's own record, for whoever answers their request. In: an NHS number and why, sent in a body. Out: everything kept, on screen, on paper or as a file
 * made on this device. Leaves nothing behind: not in the address, not in storage; gone when it is closed.
 */
import { subjectAccessAnswer, subjectAccessReason, type SubjectAccessAnswer } from "@ucrt/schemas";
import { useState, type FormEvent } from "react";
import { z } from "zod";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { codeInWords } from "../words.ts";
import { SubjectRecord } from "./subject-record.tsx";

export function SubjectAccess() {
  const [nhsNumber, setNhsNumber] = useState("");
  const [reason, setReason] = useState("");
  const [answer, setAnswer] = useState<SubjectAccessAnswer>();
  const [refusal, setRefusal] = useState<Refusal>();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setAnswer(undefined);
    const answered = await post("/api/subject-access", { nhsNumber, reason }, subjectAccessAnswer);
    setRefusal(answered.ok ? undefined : answered.refusal);
    if (answered.ok) setAnswer(answered.value);
  };
  const close = () => {
    setAnswer(undefined);
    setNhsNumber("");
  };
  return (
    <section aria-labelledby="subject" className="app-subject">
      <h2 id="subject" className="app-report__part">
        A person's record, and who looked
      </h2>
      <form
        className="app-block app-subject__ask"
        onSubmit={(event) => void send(event)}
        aria-label="Find a person's record"
        noValidate
      >
        <div className="app-field">
          <label htmlFor="subject-number">NHS number</label>
          <input
            id="subject-number"
            className="nhsuk-input"
            inputMode="numeric"
            autoComplete="off"
            maxLength={20}
            value={nhsNumber}
            onChange={(event) => setNhsNumber(event.target.value)}
          />
        </div>
        <div className="app-field">
          <label htmlFor="subject-reason">Why</label>
          <select
            id="subject-reason"
            className="nhsuk-select"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          >
            <option value="">Choose</option>
            {subjectAccessReason.options.map((one) => (
              <option key={one} value={one}>
                {codeInWords(one)}
              </option>
            ))}
          </select>
        </div>
        <button
          type="submit"
          className="app-button app-button--main"
          disabled={nhsNumber.trim() === "" || reason === ""}
        >
          Open the record
        </button>
        <p className="app-block__hint">Every record that this opens says so in its own list of who looked.</p>
        {refusal === undefined ? null : <Refused refusal={refusal} />}
      </form>
      {answer === undefined ? null : <Found answer={answer} onClose={close} />}
    </section>
  );
}

function Found({ answer, onClose }: { readonly answer: SubjectAccessAnswer; readonly onClose: () => void }) {
  const { referrals, isCut } = answer;
  if (referrals.length === 0) return <p role="status">Nobody with this number is kept here.</p>;
  return (
    <>
      <div className="app-subject__tools">
        <p role="status">
          <strong>{referrals.length === 1 ? "1 referral" : `${referrals.length} referrals`}</strong>
          {isCut ? ", the newest; there are more" : ""}
        </p>
        <button type="button" className="app-button app-button--plain" onClick={() => window.print()}>
          Print
        </button>
        <button type="button" className="app-button app-button--plain" onClick={() => saveFile(answer)}>
          Save as a file
        </button>
        <button type="button" className="app-button app-button--quiet" onClick={onClose}>
          Close the record
        </button>
      </div>
      <p className="app-notice app-notice--warning">
        Before you hand it over: it names staff, and may say things about other people, such as who rang or who holds a
        key.
      </p>
      {referrals.map((record) => (
        <SubjectRecord key={record.referralId} record={record} />
      ))}
    </>
  );
}

/** Its name says nothing of the person. */
function saveFile(answer: SubjectAccessAnswer): void {
  const text = JSON.stringify(z.encode(subjectAccessAnswer, answer), null, 2);
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "subject-access.json";
  link.click();
  URL.revokeObjectURL(url);
}
