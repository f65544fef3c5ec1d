/** One line that says whether what was typed is kept. In: how the draft is kept. Out: words; loud when it is not, or when somebody else went on. */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import { Link } from "react-router";
import { atSecond, atTime } from "../format.ts";
import type { Keeping } from "./use-call-draft.ts";

export function KeepingLine({ keeping, onReload }: { readonly keeping: Keeping; readonly onReload: () => void }) {
  switch (keeping.kind) {
    case "opening":
      return <p role="status">Loading …</p>;
    case "empty":
      return <p className="app-newcall__kept">Saved while you type.</p>;
    case "typed":
    case "saving":
      return <p className="app-newcall__kept">Saving …</p>;
    case "saved":
      return (
        <p className="app-newcall__kept app-newcall__kept--safe">
          Saved <time>{atSecond(keeping.atMs)}</time>
        </p>
      );
    case "not-saved":
      return (
        <p className="app-wrong" role="alert">
          <strong>Not saved since {atTime(keeping.sinceMs)}.</strong> {keeping.words} Keep this page open; it is tried
          again.
        </p>
      );
    case "elsewhere":
      return (
        <p className="app-wrong" role="alert">
          <strong>{keeping.words}</strong> Nothing more is saved from here.{" "}
          {keeping.isYours ? (
            <button type="button" className="app-button app-button--small app-button--plain" onClick={onReload}>
              Go on here with what is saved
            </button>
          ) : (
            <Link to="/calls">Calls not finished</Link>
          )}
        </p>
      );
    case "ended":
      return (
        <p className="app-wrong" role="alert">
          <strong>{keeping.words}</strong>{" "}
          {keeping.referralId === null ? (
            <Link to="/call">New call</Link>
          ) : (
            <Link to={`/calls/${keeping.referralId}`}>It is {referralNumberOf(keeping.referralId)}</Link>
          )}
        </p>
      );
  }
}
