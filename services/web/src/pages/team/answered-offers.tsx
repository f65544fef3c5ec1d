/** What became of the last offers: taken, declined, gone while nobody answered. In: what this screen answered, the offers now. Out: a kind line each; names are closed by then. */
import type { BoardRow } from "@ucrt/schemas";
import { useEffect, useRef, useState } from "react";
import { needOf } from "../board/row-words.ts";
import { atTime } from "../format.ts";
import { isCounterOffer } from "./accept-limits.ts";
import type { KeptViews } from "./use-kept-views.ts";

export interface AnsweredOffer {
  readonly referralId: string;
  readonly how: "accepted" | "declined" | "gone";
  readonly row: BoardRow;
}

export interface AnsweredOffersProps {
  readonly answered: readonly AnsweredOffer[];
  readonly offers: readonly BoardRow[];
  readonly visits: readonly BoardRow[];
  readonly views: KeptViews;
}

export function AnsweredOffers({ answered, offers, visits, views }: AnsweredOffersProps) {
  const [gone, setGone] = useState<readonly AnsweredOffer[]>([]);
  const before = useRef<readonly BoardRow[]>([]);
  useEffect(() => {
    const here = new Set([...offers, ...visits].map(({ referralId }) => referralId));
    const mine = new Set(answered.map(({ referralId }) => referralId));
    const lost = before.current.filter(({ referralId }) => !here.has(referralId) && !mine.has(referralId));
    before.current = offers;
    if (lost.length === 0) return;
    for (const { referralId } of lost) views.close(referralId);
    setGone((old) =>
      [...lost.map((row): AnsweredOffer => ({ referralId: row.referralId, how: "gone", row })), ...old].slice(0, 3),
    );
  }, [offers, visits, answered, views]);
  const answeredIds = new Set(answered.map(({ referralId }) => referralId));
  const shown = [...answered, ...gone.filter(({ referralId }) => !answeredIds.has(referralId))];
  return (
    <>
      {shown.map((offer) => (
        <p key={`${offer.referralId} ${offer.how}`} className="app-answered" role="status">
          {wordsOf(offer)}
        </p>
      ))}
    </>
  );
}

function wordsOf({ how, row }: AnsweredOffer): string {
  switch (how) {
    case "accepted":
      return row.expectedAt !== null && isCounterOffer(row, row.expectedAt)
        ? `${needOf(row)}: taken, if the referrer agrees to ${atTime(row.expectedAt)}. You see here what they say.`
        : `${needOf(row)}: taken${row.expectedAt === null ? "" : `, expected there at ${atTime(row.expectedAt)}`}. The referrer is told.`;
    case "declined":
      return `${needOf(row)}: declined. Thank you for answering; another team is being asked. The name and address are closed again.`;
    case "gone":
      return `${needOf(row)}: this offer has ended. Its time was over, or it went another way; somebody else looks after it. The name and address are closed again.`;
  }
}
