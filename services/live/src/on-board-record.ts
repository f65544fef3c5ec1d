/**
 * Board records come in (`queue.board.v1`, the whole topic, oldest first); the board changes and every socket that may know is told.
 * A record that cannot be read is left out by the reader, logged there, and its key stays as it was.
 */
import { readMessage, startMessageSpan, Unreadable, type IncomingMessage } from "@ucrt/kafka";
import { boardRecord } from "@ucrt/schemas";
import type { Board, Change } from "./board.ts";

export interface ToldOf {
  /** Answers how many screens were told. */
  readonly change: (change: Change) => number;
  readonly feeds: () => void;
  readonly parked: () => void;
  readonly beat: (atMs: number) => void;
}

/** A reader's handler. `told` is called at once for rows, and once a batch for the rest, by `endBatch`. */
export function createBoardReader(deps: {
  readonly board: Board;
  readonly told: ToldOf;
  readonly nowMs: () => number;
}) {
  const { board, told, nowMs } = deps;
  let feedsChanged = false;
  let parkedChanged = false;
  return {
    take: (message: IncomingMessage): void => {
      const offset = Number(message.offset);
      // Stepped over first: a record that cannot be read must not hold every later cursor back.
      board.skipTo(message.partition, offset + 1);
      if (message.key === null) throw new Unreadable("missing-headers", "A board record has no key");
      const record = message.isTombstone ? null : readMessage(message, boardRecord);
      const taken = board.take({ partition: message.partition, offset, key: message.key, record, readAtMs: nowMs() });
      if (taken.kind === "change") {
        // The end of a referral's trace: from here on its row is on its way to the screens.
        const span = startMessageSpan(message, "show board row");
        const screens = told.change(taken.change);
        // What nobody looks at (all of the topic, at a start) is no part of anybody's trace: a span that is not ended is never sent.
        if (screens > 0) span.end();
      } else if (taken.kind === "feeds") feedsChanged = true;
      else if (taken.kind === "parked") parkedChanged = true;
      else if (record?.kind === "beat") told.beat(record.at);
    },
    endBatch: (): void => {
      if (feedsChanged) told.feeds();
      if (parkedChanged) told.parked();
      feedsChanged = false;
      parkedChanged = false;
    },
  };
}
