/**
 * Where somebody wanted to go before they had to sign in. In: a text from an address. Out: a path of our own pages, or undefined.
 * Anything that a browser could read as another site, or that is not plainly a page, is nothing: a sign-in must not end on a page of somebody else.
 */
const ownPage = /^\/(?!\/)[A-Za-z0-9/_-]{0,150}(?:\?[A-Za-z0-9=&_-]{1,100})?$/;
const notAPage = /^\/(?:sign-in|session|local|assets|health|FHIR|api\/(?!docs$))/i;

export function wantedPage(text: string | undefined): string | undefined {
  if (text === undefined || text === "/" || !ownPage.test(text) || text.includes("//") || notAPage.test(text))
    return undefined;
  return text;
}
