/** An action that was refused after it had waited. In: the entry. Out: what was wrong, field by field, until it was read; a referral is opened again with all its answers. */
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { atTime } from "../format.ts";
import { correctionOf, type Correction } from "../refer/correction.ts";
import { useSealedStore } from "./offline-provider.tsx";
import type { Entry } from "./outbox.ts";

export function RefusedLine(props: {
  readonly entry: Extract<Entry, { readonly state: "refused" }>;
  readonly call: ReactNode;
  readonly onRead: () => void;
}) {
  const { entry, call, onRead } = props;
  const store = useSealedStore();
  const navigate = useNavigate();
  const correction = correctionOf(entry);
  const open = async ({ draftName, address, plainAddress }: Correction) => {
    const isAside = (await store?.get("draft", draftName)) !== undefined;
    await navigate(isAside ? address : plainAddress);
  };
  return (
    <div className="app-waiting__line app-waiting__line--refused">
      <strong>Needs your attention:</strong> “{entry.words}” of {atTime(entry.atMs)} was not taken.{" "}
      {entry.refusal.words} {call}{" "}
      {entry.refusal.fields.length === 0 ? null : (
        <ul>
          {entry.refusal.fields.map(({ field, message }) => (
            <li key={`${field} ${message}`}>{message}</li>
          ))}
        </ul>
      )}
      {correction === undefined ? null : (
        <button type="button" className="app-button app-button--plain" onClick={() => void open(correction)}>
          Open and correct
        </button>
      )}{" "}
      <button type="button" className="app-button app-button--plain" onClick={onRead}>
        I have read this
      </button>
    </div>
  );
}
