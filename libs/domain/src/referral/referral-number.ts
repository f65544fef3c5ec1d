/**
 * The number by which people speak of a referral: `UCR-7K2M-93XD`, the last 40 bits of its id in Crockford's base 32.
 * In: an id, or what somebody typed. Out: the number, or the last digits of the ids that have it. Pure. Says nothing of a person.
 *
 * 40 bits do not make it unique, only short enough for a telephone. Of 10 million referrals one in 110,000 shares its number with another, about 45 pairs in
 * all; so whoever looks for a number is shown every referral that has it, and no key is ever made of it.
 */

/** No letter that is taken for another, or for a digit, on the telephone or on paper. */
const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const HEX_DIGITS = 10;

/** The number of a referral. Refuses what is no UUID by throwing. */
export function referralNumberOf(referralId: string): string {
  let bits = BigInt(`0x${referralId.replaceAll("-", "").slice(-HEX_DIGITS)}`);
  let number = "";
  for (let place = 0; place < 8; place += 1) {
    number = (symbols[Number(bits % 32n)] ?? "") + number;
    bits /= 32n;
  }
  return `UCR-${number.slice(0, 4)}-${number.slice(4)}`;
}

/**
 * The last ten hexadecimal digits (lower case) of the ids with this number; undefined when it is none. Takes it as people type it: any case, with or without
 * `UCR`, dashes and spaces, O for 0, I or L for 1. Never throws.
 */
export function readReferralNumber(text: string): string | undefined {
  // No symbol is a U, so that the letters before the number cannot be part of it.
  const typed = text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/^UCR/, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  if (!/^[0-9A-HJKMNP-TV-Z]{8}$/.test(typed)) return undefined;
  let bits = 0n;
  for (const symbol of typed) bits = bits * 32n + BigInt(symbols.indexOf(symbol));
  return bits.toString(16).padStart(HEX_DIGITS, "0");
}
