// What happened, in the order it was written: the only memory that driver, runner and judge share. In: operations as they begin and end.
// Out: JSON lines in a file, each in the file before the writer goes on. Readers leave out a last line that was cut off; any other line that cannot
// be read is an error. Never changes a line that is there.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { z } from "zod";

/**
 * `invoke`: about to be tried. `ok`: it was done. `fail`: it certainly was not. `info`: nobody can say whether it was.
 * An operation that was tried again has several of them under one `id`.
 */
export const historyLine = z.object({
  /** Milliseconds of the machine's steady clock, the same for all processes on it. */
  at: z.number(),
  /** ISO text, for people. */
  wall: z.iso.datetime(),
  process: z.string().min(1),
  op: z.string().min(1),
  type: z.enum(["invoke", "ok", "fail", "info"]),
  id: z.string().min(1),
  value: z.record(z.string(), z.unknown()).optional(),
});
export type HistoryLine = z.infer<typeof historyLine>;
export type Happening = Pick<HistoryLine, "op" | "type" | "id" | "value">;

export interface HistoryWriter {
  /** Returns when the line is in the file. */
  write(line: Happening): void;
  /** Forces what was written to the disk, and closes. */
  close(): void;
}

/** Steady time, milliseconds; comparable between processes of one machine. */
export const steadyMs = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000;

/** Opens a history to append to; several processes may write one file, each line whole. */
export function openHistory(file: string, processName: string): HistoryWriter {
  const descriptor = openSync(file, "a");
  return {
    write: (line) => {
      const whole = { at: steadyMs(), wall: new Date().toISOString(), process: processName, ...line };
      writeSync(descriptor, `${JSON.stringify(whole)}\n`);
    },
    close: () => {
      fsyncSync(descriptor);
      closeSync(descriptor);
    },
  };
}

/** All lines of a history. @throws Error naming the line that cannot be read, unless it is the last one and was cut off */
export function readHistory(file: string): readonly HistoryLine[] {
  return parseHistory(readFileSync(file, "utf8"));
}

/** The lines of a history's text; see {@link readHistory}. */
export function parseHistory(text: string): readonly HistoryLine[] {
  const isTorn = !text.endsWith("\n");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.flatMap((line, index) => {
    try {
      return [historyLine.parse(JSON.parse(line))];
    } catch (error) {
      if (isTorn && index === lines.length - 1) return [];
      throw new Error(`Line ${index + 1} of the history cannot be read`, { cause: error });
    }
  });
}
