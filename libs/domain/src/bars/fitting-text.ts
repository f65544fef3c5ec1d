/**
 * Free text of BaRS messages on its way into a field of ours. In: text as it came. Out: text that the contracts take. Pure.
 * Text that is too long is cut, and says so: the whole of it is in the sender's message, which is kept.
 */

const CUT_WORDS = "\n[Cut here. The whole text is in the sender's message.]";

// oxlint-disable-next-line no-control-regex -- taking control characters out is the purpose
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** `/n` stands for a line break before a blank, a capital, a digit, a bullet or the end; not in "and/no", and not in "y/n". */
const WRITTEN_BREAK = /(?<!\b[yY])(?:\/n)(?=\s|$|\/n|<|[A-Z0-9*•-])|\\n|<br\s*\/?>|\r\n?/g;

const NEEDS_NO_CHANGE = /^[ -.0-;=-[\]-~]*$/;

/** Text without control characters, with real line breaks instead of the ways senders write them. May be empty. */
export function readableText(text: string): string {
  if (NEEDS_NO_CHANGE.test(text)) return text.trim();
  return text
    .toWellFormed()
    .replace(WRITTEN_BREAK, "\n")
    .replace(CONTROL, " ")
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Text of at most `limit` characters; longer text ends in a sentence that says where the rest is. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit - CUT_WORDS.length);
  return `${kept.toWellFormed().trimEnd()}${CUT_WORDS}`;
}

/** One line for a short field: breaks become blanks. May be empty. */
export const oneLine = (text: string): string => readableText(text).replace(/\s+/g, " ");

/** One line of at most `limit` characters; undefined when nothing is left of it. */
export function cutLine(text: string | undefined, limit: number): string | undefined {
  const line = text === undefined ? "" : oneLine(text).slice(0, limit).toWellFormed().trim();
  return line === "" ? undefined : line;
}

/** A list of sentences, each once, as the text of a field; undefined when there is none. Whatever they hold, the field takes it. */
export function asField(sentences: readonly string[], limit: number): string | undefined {
  const text = [...new Set(sentences)]
    .filter((sentence) => sentence !== "")
    .join("\n")
    .toWellFormed()
    .replace(CONTROL, " ")
    .trim();
  return text === "" ? undefined : cutText(text, limit);
}
