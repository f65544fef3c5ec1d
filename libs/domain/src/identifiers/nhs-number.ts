/**
 * The NHS number's own check: modulus 11 over ten digits.
 * In: text as a sender wrote it. Out: its digits and whether they can be an NHS number at all.
 * A number that fails is never a reason to refuse a referral; it is kept and not used for matching.
 */

/** The digits of a sender's NHS number, without spaces and hyphens; null when nothing but other characters was sent. */
export function nhsNumberDigits(text: string): string | null {
  const digits = text.replace(/\D/g, "");
  return digits === "" ? null : digits;
}

/** True when the text holds ten digits whose last is the modulus 11 check digit. Ten equal digits pass the sum and are refused: people type them for "unknown". */
export function isNhsNumber(text: string): boolean {
  const digits = text.replace(/[\s-]/g, "");
  if (!/^\d{10}$/.test(digits) || /^(\d)\1{9}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < 9; index++) sum += Number(digits[index]) * (10 - index);
  const remainder = 11 - (sum % 11);
  if (remainder === 10) return false;
  return Number(digits[9]) === (remainder === 11 ? 0 : remainder);
}
