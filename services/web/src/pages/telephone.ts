/** The address that makes a telephone ring. In: a number as people write it. Out: a `tel:` address. */
export const telephone = (number: string): string => `tel:${number.replaceAll(" ", "")}`;
