/** The values of a breakdown in words. In: a breakdown's id and a value. Out: words as on every other page; an organisation stays its ODS code where its name is not known. */
import { feed, needCode, outcome, response, source } from "@ucrt/schemas";
import { codeInWords, feedWords, idInWords, needWords, outcomeWords, responseWords, sourceWords } from "../words.ts";

export function valueInWords(breakdown: string, value: string | null): string {
  if (value === null) return "All";
  if (value === "*") return "*";
  if (value.startsWith("(")) return codeInWords(value.replaceAll(/[()]/g, ""));
  switch (breakdown) {
    case "feed":
      return wordsOf(feed.options, feedWords, value);
    case "source":
      return wordsOf(source.options, sourceWords, value);
    case "need":
      return wordsOf(needCode.options, needWords, value);
    case "outcome":
      return wordsOf(outcome.options, outcomeWords, value);
    case "response":
      return wordsOf(response.options, responseWords, value);
    case "place":
    case "team":
      return idInWords(value);
    case "referrer":
      return value;
    default:
      return codeInWords(value);
  }
}

function wordsOf<Code extends string>(
  codes: readonly Code[],
  words: Readonly<Record<Code, string>>,
  value: string,
): string {
  const code = codes.find((one) => one === value);
  return code === undefined ? codeInWords(value) : words[code];
}
