/**
 * Real websockets of the server's side, whose bytes go nowhere: what a frame costs this process, without a network. In: how many.
 * Out: sockets that take frames as any other, and a count of what was written. They are opened as a server opens them, by an upgrade.
 */
import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";

export interface SocketsToNowhere {
  readonly sockets: readonly WebSocket[];
  readonly bytesWritten: () => number;
}

/** Opens the sockets. */
export async function openSocketsToNowhere(count: number): Promise<SocketsToNowhere> {
  let bytes = 0;
  const server = new WebSocketServer({ noServer: true });
  const open = (): Promise<WebSocket> =>
    new Promise((resolve) => {
      const nowhere = new Duplex({
        read: () => undefined,
        write: (chunk: Buffer, _encoding, done) => {
          bytes += chunk.length;
          done();
        },
        writev: (chunks: readonly { readonly chunk: Buffer }[], done) => {
          for (const { chunk } of chunks) bytes += chunk.length;
          done();
        },
      });
      server.handleUpgrade(upgradeRequest(), nowhere, Buffer.alloc(0), resolve);
    });
  const sockets = await Promise.all(Array.from({ length: count }, open));
  return { sockets, bytesWritten: () => bytes };
}

/** As a browser asks for it; only what `ws` looks at. */
function upgradeRequest(): IncomingMessage {
  const request = Object.assign(new EventEmitter(), {
    method: "GET",
    url: "/",
    headers: {
      upgrade: "websocket",
      "sec-websocket-key": Buffer.alloc(16).toString("base64"),
      "sec-websocket-version": "13",
    },
  });
  return request as unknown as IncomingMessage;
}
