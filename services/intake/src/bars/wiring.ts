/**
 * Joins the parts of the BaRS door: its routes, what facts owe its senders, the answers on their way.
 * In: the parts of `intake`, the senders of the configuration, the key answers are signed for with. Out: routes, a hook for facts, a stop.
 * Without senders nobody is let in; without a key nothing can be delivered, which is alarmed as any undelivered answer.
 */
import type { BarsSettings, Reasons, ReferralFact } from "@ucrt/schemas";
import type { SqlExecutor } from "@ucrt/postgres";
import type { HttpServer, Logger } from "@ucrt/service";
import type { Registry } from "prom-client";
import type { Wording } from "../status.ts";
import type { SubmitDeps } from "../submit.ts";
import { readAnswersWaiting } from "./answer-rows.ts";
import { addBarsMetrics } from "./bars-metrics.ts";
import type { BarsSenders } from "./bars-senders.ts";
import { createAccessTokens, type BarsSigningKey } from "./fetch-access-token.ts";
import { addGetMetadata } from "./get-metadata.ts";
import { addGetServiceRequests } from "./get-service-requests.ts";
import { createInHand } from "./in-hand.ts";
import { oweAnswers } from "./owe-answers.ts";
import { addPostProcessMessage, versionOf } from "./post-process-message.ts";
import { startDeliveries } from "./when-answers-are-due.ts";

/** The other side, from the configuration. */
export interface BarsPartner {
  readonly senders: BarsSenders;
  readonly signing: BarsSigningKey | undefined;
  /** Public address of this door, without a slash at its end. */
  readonly baseUrl: string;
}

export interface BarsOptions {
  readonly submit: SubmitDeps;
  readonly settings: BarsSettings;
  readonly reasons: Reasons;
  readonly wording: Wording;
  readonly partner: BarsPartner;
  readonly callTaskMinutes: number;
  readonly timeZone: string;
  readonly logger: Logger;
  readonly registry?: Registry | undefined;
}

export interface Bars {
  readonly addRoutes: (app: HttpServer) => void;
  /** Facts that were taken up in this transaction. Returns how many answers they owe. */
  readonly owe: (trx: SqlExecutor, facts: readonly ReferralFact[]) => Promise<number>;
  /** Answers were committed. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
}

/** Starts delivering; returns at once. */
export function startBars(options: BarsOptions): Bars {
  const { submit, settings, partner, registry } = options;
  const { db, clock } = submit;
  const version = versionOf({ settings });
  const deliveries = startDeliveries({
    db,
    senders: partner.senders,
    tokens: createAccessTokens({ signing: partner.signing, clock }),
    settings,
    version,
    clock,
    logger: options.logger,
    wakeRelay: submit.wakeRelay,
    alarmAfterMs: options.callTaskMinutes * 60_000,
  });
  if (registry !== undefined) addBarsMetrics(registry, () => readAnswersWaiting(db));
  const door = {
    ...submit,
    settings,
    senders: partner.senders,
    baseUrl: partner.baseUrl,
    inHand: createInHand(),
    ...(registry === undefined ? {} : { registry }),
  };
  return {
    addRoutes: (app) => {
      addPostProcessMessage(app, door);
      addGetServiceRequests(app, door);
      addGetMetadata(app, door);
    },
    owe: (trx, facts) =>
      oweAnswers(trx, facts, {
        settings,
        reasons: options.reasons,
        wording: options.wording,
        spaPhone: submit.spaPhone,
        timeZone: options.timeZone,
      }),
    wake: deliveries.wake,
    stop: deliveries.stop,
  };
}
