/**
 * Reads JSON that came from outside: an HTTP body or the value of a Kafka message.
 * In: bytes or text. Out: the value, or the one reason it was refused, in words that never repeat the text itself.
 * Refuses what JSON.parse lets pass: repeated keys, prototype keys, NUL and half characters in text, numbers that a double
 * cannot keep, too deep nesting, bytes that are not UTF-8. Never throws, never recurses deeper than `maxDepth`.
 *
 * How it stays fast: one pass over the characters counts key colons and depth before anything is built; JSON.parse (native)
 * builds the value and proves the grammar; one walk counts the keys that survived. Fewer keys than colons means a repeat;
 * only then does a second, slower scan find which one.
 */
import { isUtf8 } from "node:buffer";

export type StrictJsonCode =
  | "too-large"
  | "not-utf8"
  | "not-json"
  | "too-deep"
  | "duplicate-key"
  | "forbidden-key"
  | "nul-character"
  | "broken-character"
  | "number-too-large";

export type StrictJsonResult =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly code: StrictJsonCode;
      /** A sentence for the sender. */
      readonly message: string;
      /** Dotted path of the place, when there is one. Made of the sender's own keys: answer it, do not log it. */
      readonly path?: string;
    };

export type StrictJsonLimits = {
  /** Size of the input in bytes (of text: in UTF-16 units). @default 1,048,576 */
  readonly maxBytes?: number;
  /** Nesting of objects and arrays, 1 to 512. @default 64 */
  readonly maxDepth?: number;
};

type Refusal = Extract<StrictJsonResult, { ok: false }>;

const defaultMaxBytes = 1024 * 1024;
const defaultMaxDepth = 64;
/** The walk below recurses once per level, so the limit itself has a limit. */
const highestMaxDepth = 512;
const longestKeyInPath = 60;

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Reads one JSON document strictly. Limits are in bytes and levels; every failure is a value with a code and a sentence. */
export function readStrictJson(input: Uint8Array | string, limits: StrictJsonLimits = {}): StrictJsonResult {
  const maxBytes = limits.maxBytes ?? defaultMaxBytes;
  const maxDepth = Math.min(Math.max(1, limits.maxDepth ?? defaultMaxDepth), highestMaxDepth);
  if (input.length > maxBytes) return refused("too-large", `The text is larger than ${maxBytes} bytes.`);

  const text = typeof input === "string" ? wellFormed(input) : decode(input);
  if (text === undefined) return refused("not-utf8", "The text is not valid UTF-8.");

  const colons = countColons(text, maxDepth);
  if (colons === tooDeep) return refused("too-deep", `Objects and lists are nested deeper than ${maxDepth} levels.`);

  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused("not-json", notJsonMessage(error, text));
  }

  // A NUL or half a surrogate pair can only arrive as an escape, so most documents never pay for looking into each string.
  const lookIntoText = text.includes("\\u");
  const walk: Walk = { keys: 0, lookIntoText, failure: undefined, trail: [] };
  if (!isSound(value, walk)) {
    const failure = walk.failure ?? refused("not-json", "The text is not JSON.");
    return walk.trail.length === 0 ? failure : { ...failure, path: walk.trail.reverse().join(".") };
  }
  if (walk.keys !== colons) {
    const path = findDuplicate(text);
    return {
      ...refused("duplicate-key", "The same key appears twice in one object."),
      ...(path === undefined ? {} : { path }),
    };
  }
  return { ok: true, value };
}

function refused(code: StrictJsonCode, message: string): Refusal {
  return { ok: false, code, message };
}

function wellFormed(text: string): string | undefined {
  return text.isWellFormed() ? text : undefined;
}

function decode(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

/** JSON.parse quotes the text in its message, and the text may be about a patient: only the position is passed on. */
function notJsonMessage(error: unknown, text: string): string {
  if (text.trim() === "") return "The text is empty; a JSON document is needed.";
  const at = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return at === undefined ? "The text is not JSON." : `The text is not JSON: something is wrong at character ${at}.`;
}

const tooDeep = -1;

/** Counts the colons outside strings (one for each key), or answers `tooDeep`. Right for JSON; harmless for anything else. */
function countColons(text: string, maxDepth: number): number {
  const length = text.length;
  let colons = 0;
  let depth = 0;
  for (let index = 0; index < length; index++) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index);
        break;
      case colon:
        colons++;
        break;
      case openBrace:
      case openBracket:
        if (++depth > maxDepth) return tooDeep;
        break;
      case closeBrace:
      case closeBracket:
        depth--;
        break;
    }
  }
  return colons;
}

/** Index of the quote that ends the string opened at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  const length = text.length;
  for (let index = start + 1; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) return index;
    if (code === backslash) index++;
  }
  return length;
}

type Walk = {
  keys: number;
  readonly lookIntoText: boolean;
  failure: Refusal | undefined;
  /** Filled from the inside out while a failure travels up. */
  readonly trail: string[];
};

/** Counts keys and looks for what JSON.parse lets pass. Depth was limited before, so recursion is safe. */
function isSound(value: unknown, walk: Walk): boolean {
  switch (typeof value) {
    case "string":
      return !walk.lookIntoText || isSoundText(value, walk);
    case "number":
      if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return true;
      walk.failure = refused("number-too-large", "A number is too large to be kept exactly.");
      return false;
    case "object":
      if (value === null) return true;
      return Array.isArray(value) ? isSoundList(value, walk) : isSoundObject(value, walk);
    default:
      return true;
  }
}

function isSoundText(text: string, walk: Walk): boolean {
  if (text.includes("\u0000")) {
    walk.failure = refused("nul-character", "A text holds the character NUL.");
    return false;
  }
  if (!text.isWellFormed()) {
    walk.failure = refused("broken-character", "A text holds half a character (an unpaired surrogate).");
    return false;
  }
  return true;
}

function isSoundList(list: readonly unknown[], walk: Walk): boolean {
  for (let index = 0; index < list.length; index++) {
    if (isSound(list[index], walk)) continue;
    walk.trail.push(String(index));
    return false;
  }
  return true;
}

function isSoundObject(object: object, walk: Walk): boolean {
  for (const key in object) {
    walk.keys++;
    if (isForbidden(key)) {
      walk.failure = refused("forbidden-key", `The key "${key}" is not allowed.`);
      walk.trail.push(key);
      return false;
    }
    if (walk.lookIntoText && !isSoundText(key, walk)) return false;
    if (isSound((object as Readonly<Record<string, unknown>>)[key], walk)) continue;
    walk.trail.push(key.slice(0, longestKeyInPath));
    return false;
  }
  return true;
}

function isForbidden(key: string): boolean {
  switch (key.length) {
    case 9:
      return key === "__proto__" || key === "prototype";
    case 11:
      return key === "constructor";
    default:
      return false;
  }
}

type Frame = { readonly keys: Set<string> | undefined; key: string; index: number };

/** Path of the first repeated key in a text that is known to be JSON. Slow path: runs only for a document that is refused. */
function findDuplicate(text: string): string | undefined {
  const frames: Frame[] = [];
  for (let index = 0; index < text.length; index++) {
    const frame = frames.at(-1);
    switch (text.charAt(index)) {
      case "{":
        frames.push({ keys: new Set(), key: "", index: 0 });
        break;
      case "[":
        frames.push({ keys: undefined, key: "", index: 0 });
        break;
      case "}":
      case "]":
        frames.pop();
        break;
      case ",":
        if (frame !== undefined) frame.index++;
        break;
      case '"': {
        const end = endOfString(text, index);
        if (frame?.keys !== undefined && isFollowedByColon(text, end + 1)) {
          frame.key = String(JSON.parse(text.slice(index, end + 1)));
          if (frame.keys.has(frame.key)) return pathOf(frames);
          frame.keys.add(frame.key);
        }
        index = end;
        break;
      }
    }
  }
  return undefined;
}

function isFollowedByColon(text: string, from: number): boolean {
  let index = from;
  while (/\s/.test(text[index] ?? "")) index++;
  return text[index] === ":";
}

function pathOf(frames: readonly Frame[]): string {
  return frames
    .map((frame) => (frame.keys === undefined ? String(frame.index) : frame.key.slice(0, longestKeyInPath)))
    .join(".");
}
