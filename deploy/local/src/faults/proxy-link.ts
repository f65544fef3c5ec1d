// One connection through a proxy. In: both sockets and the mode of this moment. Out: bytes passed on, late, in slices, not at all, or a reset.
// Keeps the order of bytes and never drops one in the middle of a stream: TCP would not either. Holds at most 1 MiB a direction.
import type { Socket } from "node:net";
import { delayOf, hidesLoss, isHeld, type Direction, type ProxyMode } from "./proxy-modes.ts";

export interface LinkOptions {
  readonly client: Socket;
  readonly server: Socket;
  readonly mode: () => ProxyMode;
  /** 0 to 1, from the run's seed. */
  readonly chance: () => number;
  /** Called once, when both ends are gone. */
  readonly onEnd: () => void;
}

const mostHeldBytes = 1_048_576;

interface Waiting {
  /** Undefined is the end of the stream. */
  readonly chunk: Buffer | undefined;
  readonly arrivedAtMs: number;
}

export class ProxyLink {
  readonly #options: LinkOptions;
  readonly #directions: readonly DirectionOfLink[];
  #isOver = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { client, server } = options;
    const shared = { mode: options.mode, chance: options.chance, cut: () => this.reset() };
    this.#directions = [
      new DirectionOfLink({ ...shared, from: client, to: server, direction: "to-server" }),
      new DirectionOfLink({ ...shared, from: server, to: client, direction: "to-client" }),
    ];
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.on("close", () => this.#lookAfterLoss());
    }
  }

  /** The mode has changed: what was held may go on, and a loss that was hidden is told. */
  onModeChange(): void {
    for (const direction of this.#directions) direction.onModeChange();
    this.#lookAfterLoss();
  }

  /** Ends both sides with a reset, without a word more. */
  reset(): void {
    for (const socket of [this.#options.client, this.#options.server]) if (!socket.destroyed) socket.resetAndDestroy();
    this.#finish();
  }

  #lookAfterLoss(): void {
    const { client, server, mode } = this.#options;
    if (client.destroyed && server.destroyed) this.#finish();
    else if ((client.destroyed || server.destroyed) && !hidesLoss(mode())) this.#tellTheOther();
  }

  /** A clean end was passed on in its order by the direction itself; a reset is passed on as one. */
  #tellTheOther(): void {
    const { client, server } = this.#options;
    const [gone, left] = client.destroyed ? [client, server] : [server, client];
    if (gone.errored !== null || !gone.readableEnded) this.reset();
    else if (!left.writableEnded) left.end();
    else left.destroySoon();
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const direction of this.#directions) direction.stop();
    this.#options.onEnd();
  }
}

interface DirectionOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly direction: Direction;
  readonly mode: () => ProxyMode;
  readonly chance: () => number;
  readonly cut: () => void;
}

class DirectionOfLink {
  readonly #options: DirectionOptions;
  readonly #queue: Waiting[] = [];
  #heldBytes = 0;
  #passedBytes = 0;
  #lastDueMs = 0;
  #isStopped = false;
  #wake: () => void = () => undefined;

  constructor(options: DirectionOptions) {
    this.#options = options;
    const { from } = options;
    from.on("data", (chunk: Buffer) => {
      this.#heldBytes += chunk.length;
      if (this.#heldBytes > mostHeldBytes) from.pause();
      this.#put(chunk);
    });
    from.on("end", () => this.#put(undefined));
    void this.#passOn();
  }

  onModeChange(): void {
    this.#passedBytes = 0;
    this.#wake();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  #put(chunk: Buffer | undefined): void {
    this.#queue.push({ chunk, arrivedAtMs: performance.now() });
    this.#wake();
  }

  async #passOn(): Promise<void> {
    const { from, to, direction, mode } = this.#options;
    while (!this.#isStopped) {
      const next = this.#queue.at(0);
      if (next === undefined || isHeld(mode(), direction)) {
        await this.#untilWoken();
        continue;
      }
      this.#queue.shift();
      await this.#untilDue(next);
      // The line may have been cut while this was on its way.
      while (isHeld(mode(), direction) && !this.#isStopped) await this.#untilWoken();
      if (this.#isStopped) return;
      if (next.chunk === undefined) {
        to.end();
        return;
      }
      this.#heldBytes -= next.chunk.length;
      await this.#write(next.chunk);
      if (from.isPaused() && this.#heldBytes <= mostHeldBytes) from.resume();
    }
  }

  async #untilDue({ chunk, arrivedAtMs }: Waiting): Promise<void> {
    const { mode, chance } = this.#options;
    const delayMs = delayOf(mode(), chunk?.length ?? 0, chance);
    if (delayMs === 0) return;
    const dueMs = Math.max(this.#lastDueMs, arrivedAtMs + delayMs);
    this.#lastDueMs = dueMs;
    while (!this.#isStopped && performance.now() < dueMs && mode().kind === "latency") {
      await this.#untilWoken(dueMs - performance.now());
    }
  }

  async #write(chunk: Buffer): Promise<void> {
    const { to, direction, mode, chance, cut } = this.#options;
    const now = mode();
    if (now.kind === "slicer") {
      for (let start = 0; start < chunk.length && !to.destroyed;) {
        const end = start + 1 + Math.floor(chance() * now.mostBytes);
        await writeTo(to, chunk.subarray(start, end));
        start = end;
      }
      return;
    }
    if (now.kind === "cut-after" && now.direction === direction) {
      const left = now.bytes - this.#passedBytes;
      this.#passedBytes += chunk.length;
      if (chunk.length >= left) {
        await writeTo(to, chunk.subarray(0, Math.max(0, left)));
        cut();
        return;
      }
    }
    await writeTo(to, chunk);
  }

  #untilWoken(mostMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = mostMs === undefined ? undefined : setTimeout(() => this.#wake(), mostMs);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = () => undefined;
        resolve();
      };
    });
  }
}

/** Resolves when the system has the bytes, or the socket is gone. */
function writeTo(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.destroyed || bytes.length === 0) return Promise.resolve();
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}
