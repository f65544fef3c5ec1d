/** Puts the public origin together from what `main.ts` read. In: keys, addresses, the area. Out: a server that is ready to listen. */
import { fileURLToPath } from "node:url";
import fastifyCookie from "@fastify/cookie";
import { routesOfWeb } from "@ucrt/domain";
import { readAreaDescription } from "@ucrt/schemas/areas";
import {
  createHttpServer,
  localTokenRoute,
  type Clock,
  type HttpServer,
  type Logger,
  type SigningKey,
  type Telemetry,
  type TokenMode,
} from "@ucrt/service";
import { fhirProblems } from "./fhir-problems.ts";
import { addProxy } from "./proxy-request.ts";
import { proxyTable, type ServiceUrls } from "./proxy-table.ts";
import { addPages, arePagesBuilt, pagePaths, sendSignInPage, type PageFolders } from "./serve-pages.ts";
import { createSessions, type SessionLimits } from "./sessions.ts";
import { demonstrationPeople } from "./sign-in/demonstration-people.ts";
import { createIdentityProvider } from "./sign-in/identity-provider.ts";
import { createPeopleTable } from "./sign-in/people-table.ts";
import { addProviderRoutes } from "./sign-in/provider-routes.ts";
import type { ProviderSettings } from "./sign-in/provider-settings.ts";
import { addSignIn } from "./sign-in/sign-in-routes.ts";
import { createTransactions } from "./sign-in/transaction-cookie.ts";
import { addWebsocketTunnel } from "./tunnel-websocket.ts";

export interface WebOptions {
  readonly mode: TokenMode;
  readonly area: string;
  readonly urls: ServiceUrls;
  readonly allowedOrigins: readonly string[];
  readonly signingKey: SigningKey;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The identity provider, and the list of people who may use this. Without it only the role picker of local mode signs anybody in. */
  readonly signIn?: { readonly provider: ProviderSettings; readonly peopleFile: string };
  /** @default `usualLimits` */
  readonly sessionLimits?: SessionLimits;
  /** How long a browser keeps what is sealed on its device. @default 12, a shift */
  readonly deviceKeepsHours?: number;
  /** Live boards passed through at once. @default 5,000 */
  readonly tunnelsAtOnce?: number;
  readonly tracing?: Telemetry["httpPlugin"];
  /** How long it goes on answering when it is told to stop, milliseconds. @default 0 */
  readonly lingerMs?: number;
  /** @default the built pages beside this folder, and the generated documents */
  readonly folders?: PageFolders;
}

const ownFolders: PageFolders = {
  built: fileURLToPath(new URL("../dist/", import.meta.url)),
  documents: fileURLToPath(new URL("../../../schemas/generated/", import.meta.url)),
};

/** Makes the server of the public origin; `listen` on it. Throws `WrongAreaFile` for a wrong area. */
export async function createWebServer(options: WebOptions): Promise<HttpServer> {
  const { mode, urls, allowedOrigins, signingKey, clock, logger } = options;
  const folders = options.folders ?? ownFolders;
  const described = readAreaDescription(options.area);
  const area = {
    name: described.name,
    isDemonstration: described.isDemonstration,
    spaPhone: described.spaPhone ?? "the number of your single point of access",
  };
  const cookies = {
    isSecure: mode !== "local" || allowedOrigins.every((origin) => origin.startsWith("https:")),
    allowedOrigins,
  };
  const sessions = createSessions(clock, options.sessionLimits);

  const app = await createHttpServer({
    logger,
    routes: routesOfWeb({ pages: pagePaths, passedOn: proxyTable.map(({ prefix }) => prefix) }),
    isEdge: true,
    ...(options.lingerMs === undefined ? {} : { lingerMs: options.lingerMs }),
    problemFormats: [fhirProblems],
    tracing: options.tracing,
    ready: () => ({ ready: true, degraded: arePagesBuilt(folders) ? [] : ["pages"] }),
  });
  await app.register(fastifyCookie);
  await addPages(app, folders);
  const provider =
    options.signIn === undefined
      ? undefined
      : createIdentityProvider({ settings: options.signIn.provider, clock, logger });
  addSignIn(app, {
    mode,
    area,
    people: mode === "local" ? demonstrationPeople(options.area) : [],
    provider,
    sessions,
    cookies,
    clock,
    deviceKeepsHours: options.deviceKeepsHours ?? 12,
  });
  if (provider !== undefined && options.signIn !== undefined) {
    const people = createPeopleTable({ file: options.signIn.peopleFile, logger });
    app.addHook("onClose", async () => people.stop());
    await addProviderRoutes(app, {
      provider,
      people,
      sessions,
      cookies,
      transactions: createTransactions({ isSecure: cookies.isSecure, clock }),
      clock,
      logger,
      sendSignInPage: (reply, words) => sendSignInPage(reply, folders, words),
    });
  }
  localTokenRoute(app, { mode, key: signingKey, clock });
  await addProxy(app, { urls, sessions, cookies, signingKey, clock, spaPhone: area.spaPhone });
  addWebsocketTunnel(app, {
    liveUrl: urls.live,
    logger,
    sessions,
    cookies,
    ...(options.tunnelsAtOnce === undefined ? {} : { mostTunnels: options.tunnelsAtOnce }),
  });
  return app;
}
