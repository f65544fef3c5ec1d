// A failure that the person at the keyboard can put right. In: what is wrong and what to do. Out: an error that is
// printed as these words alone, without a stack.

/** Thrown when a local run cannot go on; its message is complete advice for the person who started it. */
export class PlainFailure extends Error {
  override readonly name = "PlainFailure";
}

/** Runs a command's main function; ends the process with code 1, in plain words for a `PlainFailure`. */
export async function runCommand(main: () => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof PlainFailure ? `\n${error.message}\n` : error);
    process.exitCode = 1;
  }
}
