// The table of pictures in the README, by person. In: who has which pages, and the README. Out: the README with the table between its two marks.
import type { PicturedPerson } from "./pictured-pages.ts";

export const picturesFolder = "docs/images/pages";
const begin = "<!-- pictures: made by `npm run screenshots` -->";
const end = "<!-- end of pictures -->";

export const fileOf = (page: string, size: "desktop" | "phone"): string => `${page}-${size}.png`;

/** `hasPicture`: of a file's name; a page that could not be pictured is left out. Throws when the README has lost its marks. */
export function withGallery(
  readme: string,
  people: readonly PicturedPerson[],
  hasPicture: (file: string) => boolean,
): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new Error("The README has no place for the pictures: two comments mark it.");
  return `${readme.slice(0, from)}${begin}\n\n${tableOf(people, hasPicture)}\n\n${readme.slice(to)}`;
}

function tableOf(people: readonly PicturedPerson[], hasPicture: (file: string) => boolean): string {
  const rows = people.flatMap(({ who, pages }) => {
    const pictured = pages.filter(
      ({ name, isWideOnly }) =>
        hasPicture(fileOf(name, "desktop")) && (isWideOnly === true || hasPicture(fileOf(name, "phone"))),
    );
    return pictured.map(({ name, words, isWideOnly }, index) => {
      const phone = isWideOnly === true ? "" : picture(name, "phone", 110, words);
      return `| ${index === 0 ? `**${who}**` : ""} | ${words} | ${picture(name, "desktop", 380, words)} | ${phone} |`;
    });
  });
  return ["| Who | Page | On a desk | On a phone |", "|---|---|---|---|", ...rows].join("\n");
}

function picture(name: string, size: "desktop" | "phone", width: number, words: string): string {
  const file = `${picturesFolder}/${fileOf(name, size)}`;
  return `<a href="${file}"><img src="${file}" width="${width}" alt="${words}, ${size === "phone" ? "on a phone" : "on a desk"}"></a>`;
}
