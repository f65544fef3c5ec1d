import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitFor } from "@ucrt/testing";
import { startProxy, type Proxy } from "./proxy.ts";

let echo: EchoServer;
let proxy: Proxy;
const sockets: TestSocket[] = [];

beforeEach(async () => {
  echo = await startEcho();
  proxy = await startProxy({ targets: [echo.port] });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await proxy.stop();
  await echo.stop();
});

describe("a proxy", () => {
  it("passes bytes both ways, and a clean end after the last of them", async () => {
    const one = await open();
    one.send("hello");
    await one.receives("hello");
    one.end();
    await waitFor(() => one.isEnded(), "the echo's end comes back");
    expect(proxy.connections()).toBe(0);
  });

  it("holds every byte back for the latency, and keeps their order", async () => {
    const one = await open();
    await proxy.setMode({ kind: "latency", latencyMs: 60, jitterMs: 30 });
    const startedAtMs = performance.now();
    for (const word of ["a", "b", "c", "d"]) one.send(word);
    await one.receives("abcd");
    // There and back; nothing says how much longer a busy machine takes.
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(119);
  });

  it("slows the line to its rate", async () => {
    const one = await open();
    await proxy.setMode({ kind: "latency", latencyMs: 0, bytesPerSecond: 10_000 });
    const startedAtMs = performance.now();
    one.send("x".repeat(1_000));
    await one.receives("x".repeat(1_000));
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(199);
  });

  it("swallows nothing in a blackhole: what was sent arrives after healing", async () => {
    const one = await open();
    await proxy.setMode({ kind: "blackhole" });
    one.send("late");
    const other = await open();
    other.send("later");
    await waitFor(() => proxy.connections() === 1, "only the first is passed on");
    expect([echo.received(), one.text(), other.text()]).toEqual(["", "", ""]);
    await proxy.setMode({ kind: "pass" });
    await one.receives("late");
    await other.receives("later");
  });

  it("hides in a blackhole that the other end is gone, and tells it after healing", async () => {
    const one = await open();
    one.send("x");
    await one.receives("x");
    await proxy.setMode({ kind: "blackhole" });
    echo.resetAll();
    await waitFor(() => echo.open() === 0, "the server has let go");
    expect(one.isGone()).toBe(false);
    await proxy.setMode({ kind: "pass" });
    await waitFor(() => one.isGone(), "the client is told");
  });

  it("is silent in one direction alone when half open", async () => {
    const one = await open();
    await proxy.setMode({ kind: "half-open", held: "to-client" });
    one.send("there");
    await waitFor(() => echo.received() === "there", "the server has it");
    expect(one.text()).toBe("");
    await proxy.setMode({ kind: "pass" });
    await one.receives("there");
    await proxy.setMode({ kind: "half-open", held: "to-server" });
    one.send("!");
    echo.sayToAll("back");
    await one.receives("thereback");
    expect(echo.received()).toBe("there");
  });

  it("resets what is connected and what connects", async () => {
    const one = await open();
    one.send("x");
    await one.receives("x");
    await proxy.setMode({ kind: "reset" });
    await waitFor(() => one.error() === "ECONNRESET", "the connection is reset");
    const other = await open();
    await waitFor(() => other.isGone(), "a new one too");
    await proxy.setMode({ kind: "pass" });
    const third = await open();
    third.send("x");
    await third.receives("x");
  });

  it("cuts into slices and changes nothing", async () => {
    const one = await open();
    await proxy.setMode({ kind: "slicer", mostBytes: 7 });
    const text = Array.from({ length: 400 }, (_, index) => `${index},`).join("");
    one.send(text);
    await one.receives(text);
    expect(echo.largestChunkBytes()).toBeLessThan(text.length);
  });

  it("cuts each connection after so many bytes, which arrive", async () => {
    await proxy.setMode({ kind: "cut-after", bytes: 5, direction: "to-server" });
    for (let count = 1; count <= 2; count += 1) {
      const one = await open();
      one.send("0123456789");
      await waitFor(() => one.isGone(), "it is cut");
      await waitFor(() => echo.received() === "01234".repeat(count), "five bytes arrived");
    }
  });

  it("cuts on the way back without harming the way there", async () => {
    await proxy.setMode({ kind: "cut-after", bytes: 3, direction: "to-client" });
    const one = await open();
    one.send("0123456789");
    await waitFor(() => one.isGone(), "it is cut");
    expect(echo.received()).toBe("0123456789");
    expect("012".startsWith(one.text())).toBe(true);
  });

  it("refuses, and listens again on the same port", async () => {
    const one = await open();
    const { port } = proxy;
    await proxy.setMode({ kind: "refuse" });
    await waitFor(() => one.isGone(), "what was connected is reset");
    await expect(open()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await proxy.setMode({ kind: "pass" });
    expect(proxy.port).toBe(port);
    const other = await open();
    other.send("x");
    await other.receives("x");
  });

  it("resets one connection of several by chance", async () => {
    const both = [await open(), await open()];
    await waitFor(() => proxy.connections() === 2, "both are passed on");
    expect(proxy.resetOne()).toBe(true);
    await waitFor(() => both.filter((one) => one.isGone()).length === 1, "one is gone");
  });

  it("takes its targets in turn, past one that refuses", async () => {
    const second = await startEcho();
    const balancer = await startProxy({ targets: [echo.port, second.port] });
    try {
      for (const word of ["a", "b"]) {
        const one = await open(balancer.port);
        one.send(word);
        await one.receives(word);
      }
      expect([echo.received(), second.received()]).toEqual(["a", "b"]);
      await second.stop();
      for (const word of ["c", "d"]) {
        const one = await open(balancer.port);
        one.send(word);
        await one.receives(word);
      }
      expect(echo.received()).toBe("acd");
    } finally {
      await balancer.stop();
    }
  });
});

interface EchoServer {
  readonly port: number;
  received(): string;
  largestChunkBytes(): number;
  open(): number;
  sayToAll(text: string): void;
  resetAll(): void;
  stop(): Promise<void>;
}

async function startEcho(): Promise<EchoServer> {
  const open = new Set<Socket>();
  const chunks: Buffer[] = [];
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      socket.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the echo listens nowhere");
  return {
    port: address.port,
    received: () => Buffer.concat(chunks).toString(),
    largestChunkBytes: () => Math.max(...chunks.map((chunk) => chunk.length)),
    open: () => open.size,
    sayToAll: (text) => open.forEach((socket) => socket.write(text)),
    resetAll: () => open.forEach((socket) => socket.resetAndDestroy()),
    stop: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

interface TestSocket {
  send(text: string): void;
  end(): void;
  text(): string;
  receives(text: string): Promise<void>;
  isEnded(): boolean;
  isGone(): boolean;
  error(): string | undefined;
  close(): void;
}

function open(port = proxy.port): Promise<TestSocket> {
  return new Promise((resolve, reject) => {
    let text = "";
    let failure: string | undefined;
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      failure = error.code;
      reject(error);
    });
    const one: TestSocket = {
      send: (words) => void socket.write(words),
      end: () => void socket.end(),
      text: () => text,
      receives: async (wanted) => void (await waitFor(() => text === wanted, `the client has ${wanted.length} bytes`)),
      isEnded: () => socket.readableEnded,
      isGone: () => socket.destroyed,
      error: () => failure,
      close: () => void socket.destroy(),
    };
    sockets.push(one);
    socket.once("connect", () => resolve(one));
  });
}
