// One connection on a clock of the test's own: how long somebody who does not answer is kept, and how much somebody may say.
import { EventEmitter } from "node:events";
import { closeCodes } from "@ucrt/schemas";
import type { WebSocket } from "ws";
import { expect, test } from "vitest";
import { createConnection } from "./connection.ts";
import { defaultSettings } from "./settings.ts";

/** A socket that notes what is done to it. */
class NotingSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  pings = 0;
  isTerminated = false;
  closedWith: number | undefined;
  ping(): void {
    this.pings += 1;
  }
  send(): void {}
  close(code: number): void {
    this.closedWith = code;
  }
  terminate(): void {
    this.isTerminated = true;
    this.emit("close", 1006);
  }
}

function connectionAt(nowMs: () => number) {
  const socket = new NotingSocket();
  const connection = createConnection({
    socket: socket as unknown as WebSocket,
    settings: defaultSettings,
    nowMs,
    onTicket: () => undefined,
    onClosed: () => undefined,
  });
  return { socket, connection };
}

test("N54: who never answers a ping is cut off within 45 s, who answers is not", () => {
  const [silent, answering] = [connectionAt(() => 0), connectionAt(() => 0)];
  for (let atMs = 0; atMs <= 45_000; atMs += defaultSettings.checkEveryMs) {
    silent.connection.check(atMs);
    const before = answering.socket.pings;
    answering.connection.check(atMs);
    if (answering.socket.pings > before) answering.socket.emit("pong");
  }
  expect(silent.socket.isTerminated).toBe(true);
  expect(answering.socket.isTerminated).toBe(false);
  expect(answering.socket.pings).toBe(3);
  answering.socket.terminate();
});

test("N48: two hundred frames in a minute are closed with 4429, two hundred in an hour are not", () => {
  let nowMs = 0;
  const [hasty, steady] = [connectionAt(() => nowMs), connectionAt(() => nowMs)];
  for (let count = 0; count < 200; count += 1) {
    nowMs = count * 300;
    hasty.socket.emit("ping");
  }
  expect(hasty.socket.closedWith).toBe(closeCodes.tooMany);
  for (let count = 0; count < 200; count += 1) {
    nowMs = 100_000 + count * 18_000;
    steady.socket.emit("ping");
  }
  expect(steady.socket.closedWith).toBeUndefined();
  for (const { socket } of [hasty, steady]) socket.terminate();
});
