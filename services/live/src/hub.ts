/**
 * All sockets of this process, grouped by what they may see. In: changes of the board, and clients with their cursors. Out: frames.
 * Each frame is made once for a scope and its bytes are shared, so that a thousand sockets cost little more than one.
 * Holds no referral itself; the board does.
 */
import { mayViewFeeds, scopesThatView, viewScope } from "@ucrt/domain";
import { closeCodes } from "@ucrt/schemas";
import { fault } from "@ucrt/service";
import type { Board, Change } from "./board.ts";
import type { Connection } from "./connection.ts";
import { hashOf, readCursor, writeCursor, type Cursor } from "./cursor.ts";
import {
  audienceOf,
  changeFrame,
  feedsFrame,
  heartbeatFrame,
  helloFrame,
  parkedFrame,
  snapshotFrame,
  type Viewer,
} from "./frames.ts";
import { createRate, type Rate } from "./rate.ts";
import type { Ring } from "./ring.ts";
import type { LiveSettings } from "./settings.ts";

export interface Hub {
  /** Says hello, brings the client up to date, and keeps it so. */
  readonly join: (connection: Connection, viewer: Viewer, cursorText: string | undefined) => void;
  readonly leave: (connection: Connection) => void;
  /** Answers how many screens it was for. */
  readonly tellChange: (change: Change) => number;
  readonly tellFeeds: () => void;
  readonly tellParked: () => void;
  /** After a batch was read: clients that were ahead of this instance may go on. */
  readonly caughtUp: () => void;
  readonly heartbeat: () => void;
  /** Slow readers, pings and waits; about once a second. */
  readonly check: () => void;
  readonly closeAll: (code: number, reason: string) => void;
  readonly count: () => number;
  /** Sockets whose reader is behind. */
  readonly behind: () => number;
  /** The most that waits for one reader, a snapshot on its way apart; bytes. */
  readonly mostUnsentBytes: () => number;
}

interface Group {
  /** Any member: all of them see the same. */
  readonly viewer: Viewer;
  readonly scopeHash: string;
  readonly connections: Set<Connection>;
  snapshot: { readonly revision: number; readonly frame: Buffer } | undefined;
}

interface Waiting {
  readonly viewer: Viewer;
  readonly cursor: Cursor;
  readonly untilMs: number;
}

export interface HubOptions {
  readonly board: Board;
  readonly ring: Ring;
  readonly settings: LiveSettings;
  readonly instance: string;
  /** Incarnation of the topic, once known. */
  readonly incarnation: () => string;
  readonly nowMs: () => number;
}

/** An empty hub. */
export function createHub(options: HubOptions): Hub {
  const { board, ring, settings, instance, nowMs } = options;
  const groups = new Map<string, Group>();
  const groupOf = new Map<Connection, Group>();
  const waiting = new Map<Connection, Waiting>();
  const byUser = new Map<string, Connection[]>();
  const subjectOf = new Map<Connection, string>();
  /** Tickets shown in this minute: each costs a snapshot. */
  const shownBy = new Map<string, Rate>();

  let incarnation = { text: "", hash: hashOf("") };
  const incarnationHash = (): string => {
    const text = options.incarnation();
    if (text !== incarnation.text) incarnation = { text, hash: hashOf(text) };
    return incarnation.hash;
  };

  const cursorFor = (scopeHash: string, offsets: readonly number[]): string =>
    writeCursor({ incarnation: incarnationHash(), scope: scopeHash, offsets });

  /** The audience first: most changes are not for most groups, and writing a cursor costs more than finding that out. */
  const frameOfChange = (group: Group, change: Change): Buffer | null => {
    if (audienceOf(group.viewer, change) === "nothing") return null;
    const text = changeFrame(group.viewer, change, cursorFor(group.scopeHash, change.next));
    return text === null ? null : Buffer.from(text);
  };

  const snapshotOf = (group: Group): Buffer => {
    if (group.snapshot?.revision !== board.revision()) {
      const text = snapshotFrame(group.viewer, board, cursorFor(group.scopeHash, board.next()));
      group.snapshot = { revision: board.revision(), frame: Buffer.from(text) };
    }
    return group.snapshot.frame;
  };

  const heartbeatOf = (group: Group): Buffer =>
    Buffer.from(
      heartbeatFrame({ asOfMs: board.asOf(), sentAtMs: nowMs(), cursor: cursorFor(group.scopeHash, board.next()) }),
    );

  const enterGroup = (connection: Connection, viewer: Viewer): Group => {
    const scope = viewScope(viewer);
    const group = groups.get(scope) ?? {
      viewer,
      scopeHash: hashOf(scope),
      connections: new Set(),
      snapshot: undefined,
    };
    groups.set(scope, group);
    group.connections.add(connection);
    groupOf.set(connection, group);
    return group;
  };

  /** What the client has missed; null when a snapshot must do: too old a cursor, or so much that a reader would fall behind. */
  const missedFrames = (group: Group, cursor: Cursor): readonly Buffer[] | null => {
    const frames: Buffer[] = [];
    let bytes = 0;
    const changes = ring.since(cursor.offsets);
    for (const change of changes ?? []) {
      const frame = frameOfChange(group, change);
      if (frame === null) continue;
      bytes += frame.length;
      if (bytes > settings.behindAtBytes) return null;
      frames.push(frame);
    }
    return changes === null ? null : frames;
  };

  /** In one go, so that no change falls between what was missed and what comes. */
  const place = (connection: Connection, viewer: Viewer, cursor: Cursor | undefined): void => {
    waiting.delete(connection);
    const group = enterGroup(connection, viewer);
    const missed = cursor === undefined || isAhead(cursor, board.next()) ? null : missedFrames(group, cursor);
    connection.deliver(Buffer.from(helloFrame(instance, missed !== null)));
    if (missed === null) {
      connection.deliverSnapshot(snapshotOf(group));
      fault.at("ws-after-snapshot");
    } else {
      for (const frame of missed) connection.deliver(frame);
      if (mayViewFeeds(viewer)) tellDesk([connection]);
    }
    connection.deliver(heartbeatOf(group));
  };

  const limitUser = (connection: Connection, viewer: Viewer): void => {
    const sockets = byUser.get(viewer.subject) ?? [];
    const oldest = sockets.length >= settings.socketsPerUser ? sockets[0] : undefined;
    oldest?.close(closeCodes.replaced, "replaced by a newer connection");
    byUser.set(viewer.subject, [...(byUser.get(viewer.subject) ?? []), connection]);
    subjectOf.set(connection, viewer.subject);
  };

  const showsTooMany = (subject: string): boolean => {
    const rate = shownBy.get(subject) ?? createRate(settings.mostPerMinute);
    shownBy.set(subject, rate);
    return rate.isExceeded(nowMs());
  };

  const tellDesk = (connections: Iterable<Connection>): void => {
    const feeds = Buffer.from(feedsFrame(board));
    const parkedText = parkedFrame(board);
    const parked = parkedText === null ? null : Buffer.from(parkedText);
    for (const connection of connections) {
      connection.deliver(feeds);
      if (parked !== null) connection.deliver(parked);
    }
  };

  const toDesk = (make: () => string | null): void => {
    const text = make();
    if (text === null) return;
    const frame = Buffer.from(text);
    for (const group of groups.values())
      if (mayViewFeeds(group.viewer)) for (const connection of group.connections) connection.deliver(frame);
  };

  const all = (): Connection[] => [...subjectOf.keys()];

  return {
    join: (connection, viewer, cursorText) => {
      if (showsTooMany(viewer.subject))
        return connection.close(closeCodes.tooMany, "too many connections of one person in a minute");
      limitUser(connection, viewer);
      connection.opened();
      const cursor = cursorText === undefined ? undefined : readCursor(cursorText);
      const isOurs =
        cursor?.incarnation === incarnationHash() &&
        cursor.scope === hashOf(viewScope(viewer)) &&
        cursor.offsets.length === board.next().length;
      if (!isOurs) return place(connection, viewer, undefined);
      // The other instance was a moment ahead: a snapshot now would show an older board than the client has.
      if (isAhead(cursor, board.next()))
        waiting.set(connection, { viewer, cursor, untilMs: nowMs() + settings.catchUpWaitMs });
      else place(connection, viewer, cursor);
    },
    leave: (connection) => {
      waiting.delete(connection);
      const group = groupOf.get(connection);
      group?.connections.delete(connection);
      if (group?.connections.size === 0) groups.delete(viewScope(group.viewer));
      groupOf.delete(connection);
      const subject = subjectOf.get(connection);
      subjectOf.delete(connection);
      if (subject === undefined) return;
      const left = (byUser.get(subject) ?? []).filter((one) => one !== connection);
      if (left.length === 0) byUser.delete(subject);
      else byUser.set(subject, left);
    },
    tellChange: (change) => {
      let screens = 0;
      ring.push(change);
      // Nearly every crew and referrer is a scope of its own, so a change looks up its few scopes instead of asking each group.
      for (const scope of scopesOf(change)) {
        const group = groups.get(scope);
        const frame = group === undefined ? null : frameOfChange(group, change);
        if (group === undefined || frame === null) continue;
        for (const connection of group.connections) connection.deliver(frame);
        screens += group.connections.size;
      }
      return screens;
    },
    tellFeeds: () => toDesk(() => feedsFrame(board)),
    tellParked: () => toDesk(() => parkedFrame(board)),
    caughtUp: () => {
      for (const [connection, { viewer, cursor }] of waiting)
        if (!isAhead(cursor, board.next())) place(connection, viewer, cursor);
    },
    heartbeat: () => {
      ring.trim(nowMs());
      for (const group of groups.values()) {
        const frame = heartbeatOf(group);
        for (const connection of group.connections) connection.deliver(frame);
      }
    },
    check: () => {
      const atMs = nowMs();
      for (const [subject, rate] of shownBy) if (rate.isOver(atMs)) shownBy.delete(subject);
      for (const [connection, { viewer, untilMs }] of waiting)
        if (atMs >= untilMs) place(connection, viewer, undefined);
      for (const connection of all()) {
        connection.check(atMs);
        const group = groupOf.get(connection);
        if (group !== undefined && connection.wantsSnapshot()) {
          connection.deliverSnapshot(snapshotOf(group));
          connection.deliver(heartbeatOf(group));
        }
      }
    },
    closeAll: (code, reason) => {
      for (const connection of all()) connection.close(code, reason);
    },
    count: () => subjectOf.size,
    behind: () => all().filter((connection) => connection.isBehind()).length,
    mostUnsentBytes: () => all().reduce((most, connection) => Math.max(most, connection.unsentBytes()), 0),
  };
}

const isAhead = (cursor: Cursor, next: readonly number[]): boolean =>
  cursor.offsets.some((offset, partition) => offset > (next[partition] ?? 0));

/** Whoever may see the row now, and whoever could until now. */
function scopesOf({ before, after }: Change): ReadonlySet<string> {
  return new Set([
    ...(after === null ? [] : scopesThatView(after)),
    ...(before === null ? [] : scopesThatView(before)),
  ]);
}
