// Posts JSON with connections that stay open, with as little work as node:http allows. In: an origin, headers. Out: status and body of each answer.
import { Agent, request } from "node:http";

export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

export interface PostClient {
  post(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<PostAnswer>;
  close(): void;
}

const timeoutMs = 30_000;

/** Opens connections as needed and keeps them. */
export function createPostClient(origin: string): PostClient {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 2_000, scheduling: "lifo" });
  return {
    post: (path, body, headers) =>
      new Promise((resolve, reject) => {
        const bytes = Buffer.from(body);
        const outgoing = request(
          {
            agent,
            hostname,
            port,
            path,
            method: "POST",
            timeout: timeoutMs,
            headers: { "content-type": "application/json", "content-length": bytes.length, ...headers },
          },
          (answer) => {
            const parts: Buffer[] = [];
            answer.on("data", (part: Buffer) => parts.push(part));
            answer.on("end", () =>
              resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") }),
            );
            answer.on("error", reject);
          },
        );
        outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer in ${timeoutMs / 1_000} s`)));
        outgoing.on("error", reject);
        outgoing.end(bytes);
      }),
    close: () => agent.destroy(),
  };
}
