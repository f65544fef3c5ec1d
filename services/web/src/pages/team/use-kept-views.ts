/**
 * The referrals that a team's screen has opened: asked of the service (which writes down each opening), kept sealed on the device while the visit is the team's.
 * In: the live rows. Out: a view for each opened referral, also without a signal. What is kept is forgotten as soon as the visit is no longer the team's, and with
 * everything else at sign-out. An offer's identity is never kept on the device: it is the team's only while the offer is live.
 */
import { referralView, type BoardRow, type ReferralView } from "@ucrt/schemas";
import { useCallback, useEffect, useRef, useState } from "react";
import { get, type Refusal } from "../api.ts";
import { useSealedStore } from "../offline/offline-provider.tsx";
import { isVisitOf } from "./visits.ts";

export interface OpenedView {
  readonly view: ReferralView | undefined;
  readonly refusal: Refusal | undefined;
  /** Read from the device and not yet asked anew. */
  readonly isKept: boolean;
}

export interface KeptViews {
  readonly of: (referralId: string) => OpenedView | undefined;
  /** Asks the service; the opening is written down there. */
  readonly open: (referralId: string) => void;
  readonly close: (referralId: string) => void;
  /** Rows of kept visits, for a page that started without a signal. */
  readonly keptRows: readonly BoardRow[];
}

/** `rows` undefined: not loaded yet, so nothing can be said about what ended. */
export function useKeptViews(rows: ReadonlyMap<string, BoardRow> | undefined, team: string): KeptViews {
  const store = useSealedStore();
  const [opened, setOpened] = useState<ReadonlyMap<string, OpenedView>>(new Map());
  const [kept, setKept] = useState<readonly ReferralView[]>([]);
  const asked = useRef(new Map<string, number>());

  useEffect(() => {
    let isLeft = false;
    void store?.list("visit").then((found) => {
      if (isLeft) return;
      const views = found.flatMap(({ value }) => {
        const read = referralView.safeParse(value);
        return read.success ? [read.data] : [];
      });
      setKept(views);
      setOpened((before) => {
        const next = new Map(before);
        for (const view of views)
          if (!next.has(view.referralId)) next.set(view.referralId, { view, refusal: undefined, isKept: true });
        return next;
      });
    });
    return () => {
      isLeft = true;
    };
  }, [store]);

  const load = useCallback(
    async (referralId: string, version: number) => {
      asked.current.set(referralId, version);
      const answered = await get(`/api/referrals/${encodeURIComponent(referralId)}`, referralView);
      setOpened((before) => {
        // Closed meanwhile: what comes now is not shown.
        if (!asked.current.has(referralId)) return before;
        const old = before.get(referralId);
        return new Map(before).set(
          referralId,
          answered.ok
            ? { view: answered.value, refusal: undefined, isKept: false }
            : {
                // Gone for us is gone from the screen; no answer leaves what we had.
                view: answered.refusal.status === 404 || answered.refusal.status === 403 ? undefined : old?.view,
                refusal: answered.refusal,
                isKept: old?.isKept ?? false,
              },
        );
      });
      if (answered.ok && isVisitOf(answered.value.row, team))
        await store?.put("visit", referralId, referralView.encode(answered.value)).catch(() => undefined);
    },
    [store, team],
  );

  // What is open follows its row; what is no longer ours is closed and forgotten.
  useEffect(() => {
    if (rows === undefined) return;
    for (const [referralId, { view, isKept }] of opened) {
      const row = rows.get(referralId);
      const version = asked.current.get(referralId) ?? view?.version ?? 0;
      if (row !== undefined && (row.version > version || (isKept && !asked.current.has(referralId))))
        void load(referralId, row.version);
    }
    for (const view of kept) {
      const row = rows.get(view.referralId);
      if (row !== undefined && isVisitOf(row, team)) continue;
      void store?.remove("visit", view.referralId);
      setKept((before) => before.filter(({ referralId }) => referralId !== view.referralId));
    }
  }, [rows, opened, kept, load, store, team]);
  useEffect(() => {
    if (rows === undefined) return;
    const gone = [...opened.keys()].filter((referralId) => {
      const row = rows.get(referralId);
      const isOffer = row?.offer?.team === team;
      return row === undefined || !(isOffer || isVisitOf(row, team));
    });
    if (gone.length === 0) return;
    for (const referralId of gone) {
      asked.current.delete(referralId);
      void store?.remove("visit", referralId);
    }
    setOpened((before) => new Map([...before].filter(([referralId]) => !gone.includes(referralId))));
  }, [rows, opened, store, team]);

  return {
    of: (referralId) => opened.get(referralId),
    open: (referralId) => {
      const version = rows?.get(referralId)?.version ?? 0;
      setOpened((before) =>
        before.has(referralId)
          ? before
          : new Map(before).set(referralId, { view: undefined, refusal: undefined, isKept: false }),
      );
      void load(referralId, version);
    },
    close: (referralId) => {
      asked.current.delete(referralId);
      setOpened((before) => {
        const next = new Map(before);
        next.delete(referralId);
        return next;
      });
    },
    keptRows: kept.map(({ row }) => row),
  };
}
