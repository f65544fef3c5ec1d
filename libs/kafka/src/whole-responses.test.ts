import { createRequire } from "node:module";
import { createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { socketOfWholeResponses, wholeResponses } from "./whole-responses.ts";

const framed = (text: string): Buffer => {
  const size = Buffer.alloc(4);
  size.writeInt32BE(text.length);
  return Buffer.concat([size, Buffer.from(text)]);
};

describe("only whole answers are handed on", () => {
  const both = Buffer.concat([framed("first"), framed("second one")]);

  it.each(Array.from({ length: both.length + 1 }, (_, cut) => cut))(
    "however they are cut, here after %i bytes",
    (cut) => {
      const take = wholeResponses();
      const got = [both.subarray(0, cut), both.subarray(cut)].flatMap((chunk) => take(chunk) ?? []);
      expect(Buffer.concat(got)).toEqual(both);
      for (const piece of got)
        expect([both.toString("hex"), framed("first").toString("hex"), framed("second one").toString("hex")]).toContain(
          piece.toString("hex"),
        );
    },
  );

  it("also byte by byte, and an empty one", () => {
    const take = wholeResponses();
    const all = Buffer.concat([framed(""), both]);
    const got = [...all].flatMap((byte) => take(Buffer.from([byte])) ?? []);
    expect(got.map((piece) => piece.subarray(4).toString())).toEqual(["", "first", "second one"]);
  });
});

describe("kafkajs, when a broker's answer was cut off in the middle", () => {
  const require = createRequire(import.meta.url);
  /** Not public; looked into because what is proven here is a fault of it. */
  const Connection = require("kafkajs/src/network/connection") as new (options: object) => {
    connect(): Promise<unknown>;
    disconnect(): Promise<unknown>;
    send(call: object): Promise<Buffer>;
  };
  const Encoder = require("kafkajs/src/protocol/encoder") as new () => object;
  const defaultFactory = (require("kafkajs/src/network/socketFactory") as () => unknown)();
  const quiet = {
    namespace: (): unknown => quiet,
    debug: () => undefined,
    error: () => undefined,
    warn: () => undefined,
    info: () => undefined,
  };
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** The first connection gets half of an answer and an end, the second a whole one. Answers what the second call was told. */
  async function askTwice(socketFactory: unknown): Promise<string> {
    let connections = 0;
    const broker = createServer((socket) => {
      connections += 1;
      const isFirst = connections === 1;
      socket.once("data", (request) => {
        const correlation = request.subarray(8, 12);
        const answer = framed(`${correlation.toString("latin1")}the whole answer`);
        if (isFirst) socket.end(answer.subarray(0, 12));
        else socket.write(answer);
      });
      socket.on("error", () => undefined);
    });
    server = broker;
    await new Promise<void>((done) => broker.listen(0, "127.0.0.1", done));
    const connection = new Connection({
      host: "127.0.0.1",
      port: (broker.address() as AddressInfo).port,
      logger: quiet,
      socketFactory,
      connectionTimeout: 1_000,
      requestTimeout: 500,
      enforceRequestTimeout: true,
    });
    const call = {
      request: { apiKey: 18, apiVersion: 0, apiName: "ApiVersions", encode: async () => new Encoder() },
      response: { decode: async (bytes: Buffer) => bytes, parse: async (bytes: Buffer) => bytes },
    };
    await connection.connect();
    await expect(connection.send(call)).rejects.toThrow();
    await connection.connect();
    try {
      return (await connection.send(call)).toString();
    } finally {
      await connection.disconnect();
    }
  }

  it("understands the next one on our sockets", async () => {
    expect(await askTwice(socketOfWholeResponses)).toBe("the whole answer");
  });

  it("does not on its own: when this fails, kafkajs has mended it and our sockets may go", async () => {
    await expect(askTwice(defaultFactory)).rejects.toThrow();
  });
});
