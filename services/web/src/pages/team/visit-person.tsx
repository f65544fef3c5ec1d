/**
 * Who, where, how to get in: the opened part of a visit. In: the view. Out: name, address with the device's map, telephone, reason, risks, key access.
 * Readable without a signal when it was opened before; then it says from when it is.
 */
import type { ReferralView } from "@ucrt/schemas";
import { useState } from "react";
import { atTime } from "../format.ts";
import { Identity } from "../referral/identity.tsx";
import { Pair } from "../referral/pair.tsx";
import { telephone } from "../telephone.ts";
import { mapLinkOf } from "./map-link.ts";
import { Risks } from "./risks.tsx";

export function VisitPerson({ view, isKept }: { readonly view: ReferralView; readonly isKept: boolean }) {
  const { person } = view;
  const [isCopied, setCopied] = useState(false);
  if (person === null) return <p>The name is not shown to your role now.</p>;
  const map = mapLinkOf(person.visitAddress);
  return (
    <div className="app-job__person">
      {isKept ? (
        <p className="app-tries__hint">
          Kept on this device, as it was at {atTime(view.row.changedAt)}. It may have changed since.
        </p>
      ) : null}
      <Identity person={person} />
      <div className="app-job__buttons">
        {person.phone === undefined ? null : (
          <a className="app-button app-button--plain app-button--big" href={telephone(person.phone)}>
            Call
          </a>
        )}
        {map === undefined ? null : (
          <>
            <a className="app-button app-button--plain app-button--big" href={map.href}>
              Map
            </a>
            <button
              type="button"
              className="app-button app-button--plain app-button--big"
              onClick={() =>
                void navigator.clipboard.writeText(map.copy).then(
                  () => setCopied(true),
                  () => setCopied(false),
                )
              }
            >
              Copy address
            </button>
          </>
        )}
      </div>
      <p className="app-tries__hint" role="status">
        {isCopied
          ? "Address copied."
          : map === undefined
            ? ""
            : "Map opens this device’s own map with the address, nothing else."}
      </p>
      <dl className="app-pairs">
        <Pair words="Key access">{person.accessNotes}</Pair>
        <Pair words="What happened">{person.narrative}</Pair>
        <Pair words="History">{person.history}</Pair>
        <Pair words="Medication">{person.medication}</Pair>
      </dl>
      <Risks view={view} />
    </div>
  );
}
