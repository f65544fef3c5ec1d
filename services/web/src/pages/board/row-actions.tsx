/**
 * The buttons of a row and what they open below it. In: a row, who looks, whether the board is stale. Out: commands given; the row's cells come as children.
 * A press that needs no question is given at once and can be undone; while the board is stale only what is safe is offered: to phone, and to record it.
 */
import { referralView, type BoardRow, type CommandName, type Principal } from "@ucrt/schemas";
import { useState, type ReactNode } from "react";
import { CommandForm, PhoneAndRecord, Refused } from "../commands/command-form.tsx";
import { isClaimedByOther } from "../commands/command-parts.ts";
import { commandSpecs } from "../commands/command-specs.ts";
import { UndoOffer } from "../commands/undo.tsx";
import { useGiveCommand } from "../commands/use-give-command.ts";
import type { Refusal } from "../api.ts";
import { useReference } from "../reference-data.tsx";
import { serverNowMs } from "../server-clock.ts";
import { useLoaded } from "../use-loaded.ts";
import { codeInWords } from "../words.ts";
import { boardCommands } from "./board-commands.ts";
import { stateOf } from "./row-words.ts";
import { useKeepClaim } from "./use-keep-claim.ts";

/** Given by one press: each can be taken back for ten seconds. */
const onePress: Readonly<Partial<Record<CommandName, Readonly<Record<string, unknown>>>>> = {
  claim: { takeOver: false },
  release: { what: "claim" },
  unsnooze: {},
};

type Open = CommandName | "more" | "phone" | undefined;

interface RowActionsProps {
  readonly row: BoardRow;
  readonly principal: Principal | undefined;
  readonly isStale: boolean;
  readonly children: ReactNode;
}

export function RowActions({ row, principal, isStale, children }: RowActionsProps) {
  const { teamName } = useReference();
  const give = useGiveCommand();
  const [open, setOpen] = useState<Open>();
  const [done, setDone] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  const { first, more, whyNot } = boardCommands(row, principal);
  const isSafe = (name: CommandName): boolean => !isStale || commandSpecs[name].needsLive !== true;
  useKeepClaim(row, open !== undefined);

  const finish = (name: CommandName, after: BoardRow) => {
    setOpen(undefined);
    setDone(`${commandSpecs[name].button}: recorded. ${stateOf(after, teamName)}.`);
  };
  const press = (name: CommandName) => {
    setDone(undefined);
    setRefusal(undefined);
    const body = onePress[name];
    const asks = body === undefined || principal === undefined || needsAnswer(name, row, principal);
    if (asks) {
      setOpen(open === name ? undefined : name);
      return;
    }
    void give(name, row, body).then((answered) =>
      answered.ok ? finish(name, answered.value.row) : setRefusal(answered.refusal),
    );
  };

  return (
    <>
      <div className="app-row__cells">
        {children}
        <div className="app-row__act">
          {first.filter(isSafe).map((name) => (
            <Button key={name} name={name} open={open} onPress={press} />
          ))}
          {isStale && more.length > 0 ? (
            <button
              type="button"
              className="app-button app-button--small app-button--main"
              aria-expanded={open === "phone"}
              onClick={() => setOpen(open === "phone" ? undefined : "phone")}
            >
              Phone and record
            </button>
          ) : null}
          {more.length === 0 ? null : (
            <button
              type="button"
              className="app-button app-button--small app-button--quiet"
              aria-expanded={open === "more" || (open !== undefined && open !== "phone" && more.includes(open))}
              onClick={() => setOpen(open === undefined || open === "phone" ? "more" : undefined)}
            >
              More
            </button>
          )}
          {whyNot === undefined ? null : <span className="app-row__why-not">{whyNot}</span>}
        </div>
      </div>
      {open === "more" ? (
        <div className="app-row__more">
          {more.filter(isSafe).map((name) => (
            <Button key={name} name={name} open={open} onPress={press} />
          ))}
        </div>
      ) : null}
      <p className="app-row__done" role="status">
        {done === undefined ? null : <>{done} </>}
        <UndoOffer referralId={row.referralId} />
      </p>
      {refusal === undefined ? null : <Refused refusal={refusal} />}
      {open === "phone" ? <PhoneAndRecord row={row} /> : null}
      {open === undefined || open === "more" ? null : (
        <Form
          key={open}
          name={open === "phone" ? "record-call" : open}
          row={row}
          onCancel={() => setOpen(undefined)}
          onDone={finish}
        />
      )}
      {isStale ? <StaleHint row={row} /> : null}
    </>
  );
}

/** A colleague's claim is taken over by an answer of its own; a hold is ended, or a claim: that is a choice. */
const needsAnswer = (name: CommandName, row: BoardRow, principal: Principal): boolean =>
  name === "claim" ? isClaimedByOther(row, principal, serverNowMs()) : name === "release" && row.waitingFor === "hold";

interface ButtonProps {
  readonly name: CommandName;
  readonly open: Open;
  readonly onPress: (name: CommandName) => void;
}

function Button({ name, open, onPress }: ButtonProps) {
  const { kind, button } = commandSpecs[name];
  const isDirect = onePress[name] !== undefined;
  return (
    <button
      type="button"
      className={`app-button app-button--small app-button--${kind}`}
      {...(isDirect ? {} : { "aria-expanded": open === name })}
      onClick={() => onPress(name)}
    >
      {button}
    </button>
  );
}

interface FormProps {
  readonly name: CommandName;
  readonly row: BoardRow;
  readonly onCancel: () => void;
  readonly onDone: (name: CommandName, after: BoardRow) => void;
}

/** A link names another referral: only then the whole referral is asked for, since that is written down as a look at it. */
function Form({ name, row, onCancel, onDone }: FormProps) {
  const isLink = name === "link" || name === "unlink";
  const { value, refusal } = useLoaded(
    isLink ? `/api/referrals/${encodeURIComponent(row.referralId)}` : undefined,
    referralView,
  );
  if (isLink && value === undefined)
    return refusal === undefined ? <p role="status">Loading …</p> : <Refused refusal={refusal} />;
  const links = (value?.links ?? []).map(({ other, basis, status }) => ({
    other,
    status,
    words: `${other.slice(0, 8)}, ${codeInWords(basis)}, ${status}`,
  }));
  return (
    <CommandForm name={name} row={row} links={links} onCancel={onCancel} onDone={(after) => onDone(name, after)} />
  );
}

function StaleHint({ row }: { readonly row: BoardRow }) {
  const { teams } = useReference();
  const phone = teams.find((team) => team.team === (row.offer?.team ?? row.team))?.phone;
  return (
    <p className="app-row__stale">
      May have changed. Phone{phone === undefined ? "" : ` ${phone}`} and record; accepting and assigning wait until the
      board is live.
    </p>
  );
}
