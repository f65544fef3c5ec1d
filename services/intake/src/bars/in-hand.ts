/**
 * Messages that are being worked on in this process, so that an early retry hears "too early" instead of being worked on a second time.
 * In: a key and the work. Out: what the work gives, or `too-early`. Another process is held apart by the locks of the database: its retry waits for the
 * first to end and is then known as a repeat.
 */
export interface InHand {
  /** Runs the work unless the same key is in hand. */
  readonly run: <Result>(key: string, work: () => Promise<Result>) => Promise<Result | "too-early">;
}

export function createInHand(): InHand {
  const keys = new Set<string>();
  return {
    run: async (key, work) => {
      if (keys.has(key)) return "too-early";
      keys.add(key);
      try {
        return await work();
      } finally {
        keys.delete(key);
      }
    },
  };
}
