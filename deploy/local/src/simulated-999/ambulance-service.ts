// The simulated ambulance service, put together: its stack, its sender, its ears and its screen, on one port of this machine. In: where the product is and
// the product's public key. Out: a running service that `main.ts` lets play by chance and that tests lead step by step.
import { fastify } from "fastify";
import type { MadeCase } from "./made-case.ts";
import type { RequestKind } from "./made-validation-request.ts";
import type { Loss } from "./post-once.ts";
import { receiveAnswers, type Fault } from "./receive-answers.ts";
import { requestSender } from "./send-requests.ts";
import type { Sent } from "./send-message.ts";
import { showStack } from "./show-stack.ts";
import { stackOfCases, type CaseRecord, type StackOfCases } from "./stack-of-cases.ts";
import { tokenEndpoint, type TokenEndpoint } from "./token-endpoint.ts";
import { clientId } from "./who-talks.ts";

export interface AmbulanceServiceOptions {
  readonly webUrl: string;
  /** Base64 of the product's public JWK. */
  readonly publicKey: string;
  /** Base64 of the private JWK with which we prove to the product who we are. */
  readonly systemKey: string;
  /** Where it listens on 127.0.0.1. */
  readonly port: number;
  /** Where the stack is kept between runs. @default in memory alone */
  readonly stackFile?: string;
  /** @default nothing is lost */
  readonly lossOf?: (message: { readonly kind: RequestKind; readonly cadNumber: string }, attempt: number) => Loss;
  /** @default nothing fails */
  readonly faultOf?: (correlationId: string | undefined) => Fault;
  readonly slowMs?: number;
  readonly firstPauseMs?: number;
  /** Called when `POST /local/cases` asks for a new case; gives its incident number. @default the route answers 404 */
  readonly onCaseAsked?: (asked: unknown) => string;
}

export interface AmbulanceService {
  readonly url: string;
  readonly stack: StackOfCases;
  readonly tokens: TokenEndpoint;
  /** Sends about a case: the request first, then updates and perhaps a cancellation. */
  send(one: MadeCase, kind: RequestKind): Promise<Sent>;
  stop(): Promise<void>;
}

const lookEveryMs = 500;

/** Starts it. */
export async function startAmbulanceService(options: AmbulanceServiceOptions): Promise<AmbulanceService> {
  const nowMs = (): number => Date.now();
  const stack = stackOfCases(options.stackFile);
  const url = `http://127.0.0.1:${options.port}`;
  const tokens = await tokenEndpoint({
    publicKey: options.publicKey,
    clientId,
    audience: `${url}/oauth2/token`,
    nowMs,
  });
  const sender = requestSender({ ...options, stack, nowMs });
  const app = fastify({ bodyLimit: 1_048_576, forceCloseConnections: true });
  receiveAnswers(app, {
    tokens,
    stack,
    nowMs,
    faultOf: options.faultOf ?? (() => "none"),
    ...(options.slowMs === undefined ? {} : { slowMs: options.slowMs }),
  });
  showStack(app, { stack, nowMs });
  const { onCaseAsked } = options;
  if (onCaseAsked !== undefined)
    app.post("/local/cases", (request, reply) => {
      // A page of another site can post forms to this port, but not JSON.
      if (!(request.headers["content-type"] ?? "").startsWith("application/json")) return reply.code(415).send();
      return reply.code(202).send({ cadNumber: onCaseAsked(request.body) });
    });
  await app.listen({ host: "127.0.0.1", port: options.port });
  const watching = setInterval(() => takeBackBreached(stack, nowMs()), lookEveryMs);
  return {
    url,
    stack,
    tokens,
    send: (one, kind) => sender.send(one, kind),
    stop: async () => {
      clearInterval(watching);
      await sender.stop();
      await app.close();
    },
  };
}

/** The fail-safe of the standard: what is not answered when the breach time passes is ours again, and an ambulance goes. */
function takeBackBreached(stack: StackOfCases, nowMs: number): void {
  for (const { made, conversation } of stack.all())
    if (isWaiting(conversation) && made.breachAtMs <= nowMs)
      stack.add(made.cadNumber, { type: "breached", atMs: nowMs });
}

function isWaiting({ standing }: CaseRecord["conversation"]): boolean {
  return standing === "being-sent" || standing === "acknowledged";
}
