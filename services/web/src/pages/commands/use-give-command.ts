/**
 * Gives one command and, when it can be taken back, offers that. In: its name, the row as it was seen, the body. Out: the answer or the refusal.
 * The same body given again after a lost answer carries the same request id, so that nothing happens twice.
 */
import { commandAnswer, type BoardRow, type CommandName } from "@ucrt/schemas";
import { useCallback, useRef } from "react";
import type { z } from "zod";
import { newRequestId, post, type Answered } from "../api.ts";
import { serverNowMs } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { undoOf } from "./undo-table.ts";
import { useUndo } from "./undo.tsx";

export type Give = (
  name: CommandName,
  row: BoardRow,
  body: Readonly<Record<string, unknown>>,
  linkStatus?: string,
) => Promise<Answered<z.output<typeof commandAnswer>>>;

export function useGiveCommand(): Give {
  const { principal } = useSession();
  const { offer } = useUndo();
  const requestIds = useRef(new Map<string, string>());
  const subject = principal?.subject ?? "";
  return useCallback(
    async (name, row, given, linkStatus) => {
      const text = JSON.stringify(given);
      const key = `${row.referralId} ${name} ${text}`;
      const requestId = requestIds.current.get(key) ?? newRequestId();
      requestIds.current.set(key, requestId);
      const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
      const answered = await post(`/api/referrals/${row.referralId}/${name}`, body, commandAnswer, { requestId });
      if (answered.ok) {
        // What was answered is over: the same words a minute later are a new command.
        requestIds.current.delete(key);
        const before = row;
        const { row: after } = answered.value;
        offer(name, row.referralId, undoOf(name, { before, after, body, subject, nowMs: serverNowMs(), linkStatus }));
      }
      return answered;
    },
    [offer, subject],
  );
}
