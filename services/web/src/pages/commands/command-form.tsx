/**
 * One command as a form: asks, sends, and says what came of it. In: the command's name and the row. Out: `onDone` with the row as it is afterwards.
 * The same answers sent again after a lost answer carry the same request id, so that nothing happens twice.
 */
import { boardRow, changeReason, type BoardRow, type CommandName } from "@ucrt/schemas";
import { useId, useRef, useState, type FormEvent } from "react";
import type { Refusal } from "../api.ts";
import { atTime, nearestInstant } from "../format.ts";
import { useFreshness } from "../live/use-live.tsx";
import { useReference } from "../reference-data.tsx";
import { serverNowMs } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { codeInWords, stateWords } from "../words.ts";
import type { CommandSituation, Field, Values } from "./command-parts.ts";
import { commandSpecs } from "./command-specs.ts";
import { FormField } from "./form-field.tsx";
import { useGiveCommand } from "./use-give-command.ts";

export interface CommandFormProps {
  readonly name: CommandName;
  readonly row: BoardRow;
  readonly callTasks?: CommandSituation["callTasks"];
  readonly links?: CommandSituation["links"];
  /** It is entered from paper: when it happened is always asked. */
  readonly isFromPaper?: boolean;
  /** What the form begins with, by the names of its fields. Read once. */
  readonly firstValues?: Values | undefined;
  readonly onDone: (row: BoardRow) => void;
  readonly onCancel: () => void;
}

export function CommandForm({
  name,
  row,
  callTasks = [],
  links = [],
  isFromPaper = false,
  firstValues = {},
  onDone,
  onCancel,
}: CommandFormProps) {
  const spec = commandSpecs[name];
  const { principal, board } = useSession();
  const reference = useReference();
  const freshness = useFreshness();
  const formId = useId();
  const give = useGiveCommand();
  const openedAtMs = useRef(serverNowMs());
  const [values, setValues] = useState<Values>(firstValues);
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [refusal, setRefusal] = useState<Refusal>();
  const [isSending, setSending] = useState(false);
  if (principal === null) return null;

  const situation: CommandSituation = {
    row,
    principal,
    nowMs: openedAtMs.current,
    teams: reference.teams.map((team) => ({
      value: team.team,
      words: `${team.name}, ${Math.max(0, team.capacity - team.openJobs - team.openOffers)} free`,
    })),
    services: reference.services.map(({ id, name: words }) => ({ value: id, words })),
    callTasks,
    links,
  };
  const fields = [
    ...(spec.fields?.(situation) ?? []),
    ...(spec.mayBeLate === true || isFromPaper ? lateFields(values, isFromPaper, board.lateEntryMinutes) : []),
  ];
  const valueOf = (field: Field): string => values[field.name] ?? field.first ?? "";
  const isBlocked = spec.needsLive === true && freshness.kind === "stale";

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const missing = Object.fromEntries(
      fields
        .filter((field) => field.isOptional !== true && valueOf(field) === "")
        .map((field) => [field.name, missingWords(field)]),
    );
    setWrong(missing);
    if (Object.keys(missing).length > 0) {
      document.getElementById(`${formId}-${Object.keys(missing)[0]}`)?.focus();
      return;
    }
    const given: Values = Object.fromEntries(
      fields.map((field) => [field.name, valueOf(field).trim()] as const).filter(([, value]) => value !== ""),
    );
    const body = {
      ...spec.body?.(given, situation),
      ...(spec.body === undefined ? plainBody(fields, given) : {}),
      ...noteOf(given),
      ...lateBody(given),
    };
    setSending(true);
    const linkStatus = links.find(({ other }) => other === given["other"])?.status;
    const answered = await give(name, row, body, linkStatus);
    setSending(false);
    if (answered.ok) {
      onDone(answered.value.row);
      return;
    }
    setRefusal(answered.refusal);
    setWrong(Object.fromEntries(answered.refusal.fields.map(({ field, message }) => [field, message])));
  };

  return (
    <form className="app-command" onSubmit={(event) => void send(event)} aria-label={spec.button} noValidate>
      {isBlocked ? <PhoneAndRecord row={row} /> : null}
      <div className="app-command__fields">
        {fields.map((field) => (
          <FormField
            key={field.name}
            id={`${formId}-${field.name}`}
            field={field}
            value={valueOf(field)}
            wrong={wrong[field.name]}
            onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
      </div>
      {refusal === undefined ? null : <Refused refusal={refusal} />}
      <div className="app-command__buttons">
        <button type="submit" className={`app-button app-button--${spec.kind}`} disabled={isSending || isBlocked}>
          {isSending ? "Sending …" : spec.button}
        </button>
        <button type="button" className="app-button app-button--quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function lateFields(values: Values, isFromPaper: boolean, lateEntryMinutes: number): readonly Field[] {
  const late: Field = isFromPaper
    ? { name: "lateAt", label: "Happened at", kind: "time", hint: "As it stands on the paper." }
    : {
        name: "lateAt",
        label: "Happened earlier, at",
        kind: "time",
        isOptional: true,
        hint: "Only when it was not just now.",
      };
  const at = nearestInstant(values["lateAt"] ?? "", serverNowMs());
  const needsReason = at !== undefined && serverNowMs() - at > lateEntryMinutes * 60_000;
  return needsReason
    ? [
        late,
        {
          name: "lateReason",
          label: "Why entered late",
          kind: "choice",
          choices: changeReason.options.map((value) => ({ value, words: codeInWords(value) })),
          ...(isFromPaper ? { first: "paper-fallback" } : {}),
        },
      ]
    : [late];
}

function lateBody(given: Values) {
  const at = nearestInstant(given["lateAt"] ?? "", serverNowMs());
  return at === undefined ? {} : { at: new Date(at).toISOString(), lateReason: given["lateReason"] };
}

const noteOf = (given: Values) => (given["note"] === undefined ? {} : { note: given["note"] });
const plainBody = (fields: readonly Field[], given: Values) =>
  Object.fromEntries(fields.filter(({ name }) => !name.startsWith("late")).map(({ name }) => [name, given[name]]));

function missingWords(field: Field): string {
  switch (field.kind) {
    case "choice":
    case "yes-no":
      return "Choose one";
    case "confirm":
      return "This must be done first";
    case "time":
      return "Give a time, for example 14:40";
    case "number":
      return "Give a number";
    case "text":
    case "long-text":
      return "Fill this in";
  }
}

/** A refusal in words; on a conflict also how it is now, so that nobody has to look for who was first. */
export function Refused({
  refusal,
  namesFields = false,
}: {
  readonly refusal: Refusal;
  /** The messages begin with the name of their field, as those of a feed do. */
  readonly namesFields?: boolean;
}) {
  const current = boardRow.safeParse(refusal.current);
  return (
    <div className="app-wrong" role="alert">
      <strong>{refusal.words}</strong>
      {current.success ? <div>It is now: {stateWords[current.data.state].toLowerCase()}.</div> : null}
      {current.success && current.data.claimedBy !== null ? (
        <div>
          {current.data.claimedBy.name} is on it until {atTime(current.data.claimedBy.until)}.
        </div>
      ) : null}
      {refusal.fields.length === 0 ? null : (
        <ul>
          {refusal.fields.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              {field === "" || namesFields ? "" : `${field}: `}
              {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** While the board is not live: what can safely be done instead. */
export function PhoneAndRecord({ row }: { readonly row: BoardRow }) {
  const { teams, teamName } = useReference();
  const { area } = useSession();
  const freshness = useFreshness();
  const id = row.offer?.team ?? row.team;
  const phone = id === null || id === undefined ? undefined : teams.find((team) => team.team === id)?.phone;
  return (
    <p className="app-wrong" role="alert">
      <strong>
        The board is not live
        {freshness.kind === "stale" && freshness.sinceMs !== undefined ? ` since ${atTime(freshness.sinceMs)}` : ""}.
      </strong>{" "}
      Somebody else may have acted. Phone and record:{" "}
      {phone === undefined || id === null || id === undefined
        ? `ring the single point of access, ${area.spaPhone}`
        : `ring ${teamName(id)}, ${phone}`}
      , then record the call.
    </p>
  );
}
