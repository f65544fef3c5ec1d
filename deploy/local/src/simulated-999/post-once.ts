// One attempt to post a message. In: address, headers, body, and whether the answer is to be lost. Out: the answer, or why there was none. Never throws.
// "Lost" is what a cut line does: the message arrives, the connection ends, and the sender never learns what became of it.
import { request } from "node:http";

export type Loss = "none" | "before-answer" | "after-answer";

export type Attempted =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly body: string;
      readonly requestId: string | undefined;
    }
  | { readonly kind: "lost" }
  | { readonly kind: "no-answer"; readonly why: string };

export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * `before-answer`: our own socket is destroyed when the message has left us, while the receiver works on it.
   * `after-answer`: it is destroyed when the first byte of the answer comes, so the receiver has certainly finished. @default "none"
   */
  readonly loss?: Loss;
  /** @default 6,000 ms: a receiver has 5 s */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Posts once. */
export function postOnce(post: Post): Promise<Attempted> {
  const { loss = "none", timeoutMs = 6_000 } = post;
  return new Promise((done) => {
    let isCut = false;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = post.signal === undefined ? timeout : AbortSignal.any([timeout, post.signal]);
    const call = request(
      post.url,
      {
        method: "POST",
        headers: { ...post.headers, "content-length": Buffer.byteLength(post.body) },
        signal,
        agent: false,
      },
      (answer) => {
        if (loss === "after-answer") {
          answer.destroy();
          done({ kind: "lost" });
          return;
        }
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => void parts.push(part));
        answer.on("error", () => done({ kind: "lost" }));
        answer.on("end", () => {
          const requestId = answer.headers["x-request-id"];
          done({
            kind: "answered",
            status: answer.statusCode ?? 0,
            body: Buffer.concat(parts).toString("utf8"),
            requestId: typeof requestId === "string" ? requestId : undefined,
          });
        });
      },
    );
    call.on("error", (error) => {
      if (isCut) done({ kind: "lost" });
      else done({ kind: "no-answer", why: timeout.aborted ? `none in ${timeoutMs} ms` : codeOf(error) });
    });
    call.end(post.body, () => {
      // The last byte has been handed to the system; once it has been written out, the line is cut.
      if (loss !== "before-answer") return;
      setImmediate(() => {
        isCut = true;
        call.destroy();
      });
    });
  });
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
