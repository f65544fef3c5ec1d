// Makes a screenshot small: a picture of a page has few colours, and a palette of them is a fraction of the file. In: a PNG. Out: a PNG of the same size in pixels.
import UPNG from "upng-js";

/** Text stays sharp with this many; fewer shows in the greys at the edges of letters. */
const colours = 96;

export function smallPng(png: Buffer): Buffer {
  const picture = UPNG.decode(png.buffer.slice(png.byteOffset, png.byteOffset + png.byteLength) as ArrayBuffer);
  const [pixels] = UPNG.toRGBA8(picture);
  if (pixels === undefined) throw new Error("The browser gave a picture without pixels.");
  const small = Buffer.from(UPNG.encode([pixels], picture.width, picture.height, colours));
  return small.length < png.length ? small : png;
}
