/** Times and limits of the live protocol, in one place so that tests can shorten them. */

const SECOND_MS = 1_000;
const KIB = 1_024;

export interface LiveSettings {
  /** The first frame must be a ticket, within this. */
  readonly ticketWaitMs: number;
  readonly heartbeatEveryMs: number;
  /** Two unanswered pings end a socket: within 45 s, looking included. */
  readonly pingEveryMs: number;
  /** How often slow readers are looked at. */
  readonly checkEveryMs: number;
  /** More than this unsent: no more changes, a snapshot is due. */
  readonly behindAtBytes: number;
  /** More than this unsent, a snapshot in flight apart: closed. */
  readonly closeAtBytes: number;
  /** A reader that is behind and takes nothing for so long is closed. */
  readonly closeAfterMs: number;
  /** After a close frame the connection is cut. */
  readonly cutAfterMs: number;
  /** A cursor ahead of this instance waits for it so long, then gets a snapshot. */
  readonly catchUpWaitMs: number;
  /** A shift and its overlap: then sign in again. */
  readonly longestLifeMs: number;
  /** Kafka silent for longer: clients go to another instance. */
  readonly staleAfterMs: number;
  /** Frames of one socket (pings count), and tickets shown by one person, in a minute; more is 4429. */
  readonly mostPerMinute: number;
  readonly socketsPerUser: number;
  readonly socketsPerProcess: number;
  readonly ringChanges: number;
  readonly ringAgeMs: number;
}

export const defaultSettings: LiveSettings = {
  ticketWaitMs: 5 * SECOND_MS,
  heartbeatEveryMs: 5 * SECOND_MS,
  pingEveryMs: 14 * SECOND_MS,
  checkEveryMs: SECOND_MS,
  behindAtBytes: 256 * KIB,
  closeAtBytes: 1_024 * KIB,
  closeAfterMs: 10 * SECOND_MS,
  cutAfterMs: 5 * SECOND_MS,
  catchUpWaitMs: 2 * SECOND_MS,
  longestLifeMs: 12 * 3_600 * SECOND_MS,
  staleAfterMs: 15 * SECOND_MS,
  mostPerMinute: 120,
  socketsPerUser: 5,
  socketsPerProcess: 2_000,
  ringChanges: 10_000,
  ringAgeMs: 5 * 60 * SECOND_MS,
};

/** Bytes of one client frame, at most. */
export const CLIENT_FRAME_LIMIT_BYTES = 16 * KIB;
/** Parts of one client frame, at most: nobody needs to cut a ticket. */
export const CLIENT_FRAGMENT_LIMIT = 64;
