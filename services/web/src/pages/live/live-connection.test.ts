import { boardRow, closeCodes } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { LiveConnection, waitBeforeRetry, type LiveSocket, type TicketAnswer } from "./live-connection.ts";
import { aRow, testNowMs } from "./rows-for-tests.ts";

/** A hand-driven edge: sockets that the test opens, feeds and closes, and timers that the test fires. */
function rig(answers: readonly TicketAnswer[] = []) {
  const sockets: (LiveSocket & { readonly sent: unknown[]; isClosed: boolean })[] = [];
  let timers: { readonly run: () => void; readonly afterMs: number }[] = [];
  let tickets = 0;
  const serverTimes: number[] = [];
  const connection = new LiveConnection({
    getTicket: async () => answers[tickets++] ?? { kind: "ticket", ticket: `t${tickets}` },
    openSocket: () => {
      const sent: unknown[] = [];
      const socket = {
        onopen: null,
        onmessage: null,
        onclose: null,
        sent,
        isClosed: false,
        send: (text: string) => void sent.push(JSON.parse(text)),
        close: () => {
          socket.isClosed = true;
        },
      };
      sockets.push(socket);
      return socket;
    },
    monotonicMs: () => 0,
    onServerTime: (ms) => serverTimes.push(ms),
    random: () => 1,
    setTimer: (run, afterMs) => {
      const timer = { run, afterMs };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  });
  const latest = () => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  };
  return {
    connection,
    sockets,
    serverTimes,
    latest,
    timers: () => timers,
    fire: async (afterMs: number) => {
      const timer = timers.find((each) => each.afterMs === afterMs);
      if (timer === undefined)
        throw new Error(`no timer of ${afterMs} ms among ${timers.map((each) => each.afterMs).join(", ")}`);
      timers = timers.filter((each) => each !== timer);
      timer.run();
      await settled();
    },
    begin: async () => {
      connection.start();
      await settled();
      latest().onopen?.();
    },
    say: (frame: unknown) => latest().onmessage?.({ data: JSON.stringify(frame) }),
  };
}

/** Lets every promise that is ready run. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
const snapshot = { type: "snapshot", cursor: "c1", rows: [boardRow.encode(aRow())], feeds: [], parked: null };

describe("the live connection", () => {
  it("sends its ticket first and shows the snapshot", async () => {
    const it_ = rig();
    await it_.begin();
    expect(it_.latest().sent).toEqual([{ type: "ticket", ticket: "t1" }]);
    it_.say({ type: "hello", protocol: 1, instance: "a", resumed: false });
    expect(it_.connection.state().link).toBe("opening");
    it_.say(snapshot);
    expect(it_.connection.state()).toMatchObject({ link: "open", failures: 0 });
    expect(it_.connection.state().board.rows.size).toBe(1);
  });

  it("goes on where it was after a break, with a new ticket and the last cursor", async () => {
    const it_ = rig();
    await it_.begin();
    it_.say(snapshot);
    it_.say({
      type: "heartbeat",
      asOf: new Date(testNowMs).toISOString(),
      sentAt: new Date(testNowMs).toISOString(),
      cursor: "c7",
    });
    expect(it_.serverTimes).toEqual([testNowMs]);
    it_.latest().onclose?.({ code: 1006 });
    expect(it_.connection.state()).toMatchObject({ link: "waiting", failures: 1 });
    expect(it_.connection.state().board.rows.size).toBe(1);
    await it_.fire(500);
    it_.latest().onopen?.();
    expect(it_.latest().sent).toEqual([{ type: "ticket", ticket: "t2", cursor: "c7" }]);
    it_.say({ type: "hello", protocol: 1, instance: "b", resumed: true });
    expect(it_.connection.state()).toMatchObject({ link: "open", failures: 0 });
  });

  it("waits longer each time, at most 15 s, and never all at the same moment", () => {
    expect([0, 1, 2, 3, 9].map((failures) => waitBeforeRetry(failures, 1))).toEqual([500, 1_000, 2_000, 4_000, 15_000]);
    expect(waitBeforeRetry(9, 0)).toBe(7_500);
  });

  it("treats a silent socket as dead", async () => {
    const it_ = rig();
    await it_.begin();
    it_.say(snapshot);
    await it_.fire(16_000);
    expect(it_.sockets[0]?.isClosed).toBe(true);
    expect(it_.connection.state().link).toBe("waiting");
  });

  it("begins anew with a snapshot when it cannot read a frame", async () => {
    const it_ = rig();
    await it_.begin();
    it_.say(snapshot);
    it_.say({ type: "a-frame-of-the-future" });
    await it_.fire(500);
    it_.latest().onopen?.();
    expect(it_.latest().sent).toEqual([{ type: "ticket", ticket: "t2" }]);
  });

  it("shows nothing any more when the session has ended, and stays so", async () => {
    const it_ = rig();
    await it_.begin();
    it_.say(snapshot);
    it_.latest().onclose?.({ code: closeCodes.sessionEnded });
    expect(it_.connection.state().link).toBe("signed-out");
    expect(it_.connection.state().board.rows.size).toBe(0);
    expect(it_.sockets).toHaveLength(1);
  });

  it("forgets rows and cursor when what it may see has changed", async () => {
    const it_ = rig();
    await it_.begin();
    it_.say(snapshot);
    it_.latest().onclose?.({ code: closeCodes.scopeChanged });
    expect(it_.connection.state().board.rows.size).toBe(0);
    expect(it_.connection.state().scopeChanges).toBe(1);
    await it_.fire(500);
    it_.latest().onopen?.();
    expect(it_.latest().sent).toEqual([{ type: "ticket", ticket: "t2" }]);
  });

  it("does not try again for a role that has no board, and tries again when nothing answers", async () => {
    const refused = rig([{ kind: "refused" }]);
    refused.connection.start();
    await settled();
    expect(refused.connection.state().link).toBe("refused");
    expect(refused.timers()).toHaveLength(0);
    const away = rig([{ kind: "no-answer" }]);
    away.connection.start();
    await settled();
    expect(away.connection.state().link).toBe("waiting");
    await away.fire(500);
    expect(away.sockets).toHaveLength(1);
  });

  it("does nothing after it was stopped, whatever still arrives", async () => {
    const it_ = rig();
    await it_.begin();
    const { onmessage } = it_.latest();
    it_.connection.stop();
    onmessage?.({ data: JSON.stringify(snapshot) });
    expect(it_.connection.state().board.rows.size).toBe(0);
    expect(it_.timers()).toHaveLength(0);
  });
});
