/** Puts the public origin together from what `main.ts` read. In: keys, addresses, the area. Out: a server that is ready to listen. */
import { fileURLToPath } from "node:url";
import fastifyCookie from "@fastify/cookie";
import { routesOfWeb } from "@ucrt/domain";
import { boardTimesOf } from "@ucrt/schemas";
import { readAreaDescription, readTimeouts } from "@ucrt/schemas/areas";
import {
  createHttpServer,
  createTokenMinter,
  localTokenRoute,
  type Clock,
  type HttpServer,
  type Logger,
  type SigningKey,
  type Telemetry,
  type TokenMode,
  type VerifyingKeys,
} from "@ucrt/service";
import { fhirProblems } from "./fhir-problems.ts";
import { createAccessTokens, type AccessTokens } from "./machine-sign-in/access-tokens.ts";
import { oauthProblems } from "./machine-sign-in/oauth-problems.ts";
import { readSystems } from "./machine-sign-in/systems-file.ts";
import { addTokenRoute } from "./machine-sign-in/token-route.ts";
import { addProxy } from "./proxy-request.ts";
import { proxyTable, type ServiceUrls } from "./proxy-table.ts";
import { addPages, arePagesBuilt, pagePaths, sendSignInPage, type PageFolders } from "./serve-pages.ts";
import { createSessions, type SessionLimits } from "./sessions.ts";
import { addColleagues } from "./sign-in/colleagues.ts";
import { demonstrationPeople } from "./sign-in/demonstration-people.ts";
import { createIdentityProvider } from "./sign-in/identity-provider.ts";
import { createPeopleTable } from "./sign-in/people-table.ts";
import { addProviderRoutes } from "./sign-in/provider-routes.ts";
import type { ProviderSettings } from "./sign-in/provider-settings.ts";
import { addSignIn } from "./sign-in/sign-in-routes.ts";
import { createTransactions } from "./sign-in/transaction-cookie.ts";
import { addWebsocketTunnel } from "./tunnel-websocket.ts";
import { watchList } from "./watched-list.ts";

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
  /** Sending systems that may submit over HTTP, and the public half of `signingKey` (both, while it is being replaced). Without it none may. */
  readonly machines?: { readonly systemsFile: string; readonly verifyingKeys: VerifyingKeys };
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
    problemFormats: [fhirProblems, oauthProblems],
    tracing: options.tracing,
    ready: () => ({ ready: true, degraded: arePagesBuilt(folders) ? [] : ["pages"] }),
  });
  await app.register(fastifyCookie);
  await addPages(app, folders);
  const provider =
    options.signIn === undefined
      ? undefined
      : createIdentityProvider({ settings: options.signIn.provider, clock, logger });
  const localPeople = mode === "local" ? demonstrationPeople(options.area) : [];
  const people =
    options.signIn === undefined ? undefined : createPeopleTable({ file: options.signIn.peopleFile, logger });
  if (people !== undefined) app.addHook("onClose", async () => people.stop());
  addSignIn(app, {
    mode,
    area,
    people: localPeople,
    provider,
    sessions,
    cookies,
    clock,
    deviceKeepsHours: options.deviceKeepsHours ?? 12,
    boardTimes: boardTimesOf(readTimeouts(options.area).value),
  });
  addColleagues(app, {
    sessions,
    cookies,
    ofTeam: (team) => [
      ...localPeople.map(({ principal }) => principal).filter((person) => person.team === team),
      ...(people?.ofTeam(team) ?? []),
    ],
  });
  if (provider !== undefined && people !== undefined) {
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
  const tokenOf = createTokenMinter({ key: signingKey, clock });
  const systemOf = options.machines === undefined ? undefined : await addMachines(app, options, options.machines);
  await addProxy(app, {
    mode,
    urls,
    sessions,
    cookies,
    tokenOf,
    ...(systemOf === undefined ? {} : { systemOf }),
    spaPhone: area.spaPhone,
  });
  addWebsocketTunnel(app, {
    mode,
    tokenOf,
    liveUrl: urls.live,
    logger,
    sessions,
    cookies,
    ...(options.tunnelsAtOnce === undefined ? {} : { mostTunnels: options.tunnelsAtOnce }),
  });
  return app;
}

/** The token endpoint for sending systems. Out: who a token of it stands for. */
async function addMachines(
  app: HttpServer,
  { allowedOrigins, signingKey, clock, logger }: WebOptions,
  { systemsFile, verifyingKeys }: NonNullable<WebOptions["machines"]>,
): Promise<AccessTokens["callerOf"]> {
  const list = watchList({
    file: systemsFile,
    read: readSystems,
    name: "the list of sending systems",
    alarm: "systems-list-wrong",
    logger,
  });
  app.addHook("onClose", async () => list.stop());
  const tokens = createAccessTokens({ signingKey, verifyingKeys, clock, systems: list.now });
  await addTokenRoute(app, { systems: list.now, tokens, origins: allowedOrigins, clock, logger });
  return tokens.callerOf;
}
