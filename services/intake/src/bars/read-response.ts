/**
 * Reads what another system answers, as far as it is worth reading.
 * In: a response. Out: its first bytes as text. Whoever sends without end is cut off, and costs no more memory than that.
 */

/** Tokens and OperationOutcomes are small. */
const MOST_BYTES_READ = 65_536;

/** The beginning of the body; the rest is not waited for. Throws what the connection throws. */
export async function readBeginning(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    size += part.byteLength;
    if (size > MOST_BYTES_READ) break;
  }
  return Buffer.concat(parts).toString("utf8");
}
