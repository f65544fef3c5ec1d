/**
 * The rows of one lane. A short lane is written out whole; of a long one only what is near the screen, so that 10,000 rows cost what a hundred cost.
 * A row that is held or asked for is always there, however far away, so that the focus is never lost. In: rows in order. Out: a list that says how long it is.
 */
import { defaultRangeExtractor, useWindowVirtualizer, type Range } from "@tanstack/react-virtual";
import type { BoardRow, Principal } from "@ucrt/schemas";
import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { BoardRowItem } from "./board-row.tsx";

export interface LaneRowsProps {
  readonly rows: readonly BoardRow[];
  readonly shownIn: BoardRow["lane"];
  /** Undefined on a page where nothing is to press. */
  readonly principal: Principal | undefined;
  readonly isStale: boolean;
  /** The row under the pointer or the focus. */
  readonly held: string | undefined;
  /** A row to give the focus to; a new object for each time. */
  readonly wanted: { readonly referralId: string } | undefined;
}

/** More than this are not written out whole. */
const WHOLE_UP_TO = 60;
/** Of a row that was not measured yet, pixels. */
const USUAL_HEIGHT = 53;

export function LaneRows(props: LaneRowsProps) {
  const { rows, wanted } = props;
  const isLong = rows.length > WHOLE_UP_TO;
  useLayoutEffect(() => {
    if (wanted !== undefined && rows.some(({ referralId }) => referralId === wanted.referralId))
      document.querySelector<HTMLElement>(`[data-referral="${wanted.referralId}"] .app-row__link`)?.focus();
    // Only when one is asked for: not whenever rows change.
  }, [wanted]);
  return isLong ? <LongList {...props} /> : <WholeList {...props} />;
}

function WholeList({ rows, shownIn, principal, isStale }: LaneRowsProps) {
  return (
    <ol className="app-rows">
      {rows.map((row) => (
        <BoardRowItem key={row.referralId} row={row} shownIn={shownIn} principal={principal} isStale={isStale} />
      ))}
    </ol>
  );
}

function LongList({ rows, shownIn, principal, isStale, held, wanted }: LaneRowsProps) {
  const list = useRef<HTMLOListElement>(null);
  const [topOfList, setTopOfList] = useState(0);
  const indexOf = (referralId: string | undefined): number =>
    referralId === undefined ? -1 : rows.findIndex((row) => row.referralId === referralId);
  const always = [indexOf(held), indexOf(wanted?.referralId)].filter((index) => index !== -1);
  const alwaysKey = always.join(" ");
  const rangeExtractor = useCallback(
    (range: Range) => {
      const more = alwaysKey === "" ? [] : alwaysKey.split(" ").map(Number);
      return [...new Set([...defaultRangeExtractor(range), ...more])].toSorted((a, b) => a - b);
    },
    [alwaysKey],
  );
  const getItemKey = useCallback((index: number) => rows[index]?.referralId ?? index, [rows]);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => USUAL_HEIGHT,
    overscan: 12,
    scrollMargin: topOfList,
    getItemKey,
    rangeExtractor,
    // The page itself keeps the held row still; two that both scroll would move it twice.
    useFlushSync: false,
  });
  virtual.shouldAdjustScrollPositionOnItemSizeChange = () => false;
  useLayoutEffect(() => {
    const top = list.current === null ? 0 : list.current.getBoundingClientRect().top + window.scrollY;
    if (Math.abs(top - topOfList) > 1) setTopOfList(top);
  });
  return (
    <ol ref={list} className="app-rows app-rows--long" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, key, start }) => {
        const row = rows[index];
        return row === undefined ? null : (
          <BoardRowItem
            key={key}
            row={row}
            shownIn={shownIn}
            principal={principal}
            isStale={isStale}
            place={{ index, of: rows.length, topPx: start - topOfList, measure: virtual.measureElement }}
          />
        );
      })}
    </ol>
  );
}
