// A browser without a screen: keeps cookies by site, follows redirects, sends forms. In: addresses. Out: the last answer and where it came from.
// The product is known under an origin that nothing listens on; requests for it go to where it listens.
export interface Landed {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export interface TestBrowser {
  /** A cookie of the product, by name. */
  readonly cookie: (name: string) => string | undefined;
  readonly cookieHeader: () => string;
  readonly get: (url: string) => Promise<Landed>;
  readonly post: (url: string, form: Readonly<Record<string, string>>) => Promise<Landed>;
  /** Follows redirects up to an address that begins like this, and does not open it. */
  readonly getUpTo: (url: string, stopAt: string) => Promise<URL>;
  readonly postUpTo: (url: string, form: Readonly<Record<string, string>>, stopAt: string) => Promise<URL>;
  /** Everything the product set as a cookie, as it was set. */
  readonly cookiesSet: readonly string[];
}

const mostRedirects = 10;

export function testBrowser(product: { readonly origin: string; readonly listensAt: string }): TestBrowser {
  const jars = new Map<string, Map<string, string>>();
  const cookiesSet: string[] = [];
  const jarOf = (url: URL) => {
    const jar = jars.get(url.origin) ?? new Map<string, string>();
    jars.set(url.origin, jar);
    return jar;
  };
  const headerFor = (url: URL) => [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join("; ");

  const send = async (url: URL, form?: Readonly<Record<string, string>>) => {
    const isProduct = url.origin === product.origin;
    const target = isProduct ? `${product.listensAt}${url.pathname}${url.search}` : url.href;
    const cookie = headerFor(url);
    const answer = await fetch(target, {
      redirect: "manual",
      headers: { accept: "text/html", ...(cookie === "" ? {} : { cookie }) },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const set of answer.headers.getSetCookie()) {
      if (isProduct) cookiesSet.push(set);
      const [pair = "", ...rest] = set.split(";");
      const at = pair.indexOf("=");
      const isGone = rest.some((part) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(part));
      if (isGone) jarOf(url).delete(pair.slice(0, at));
      else jarOf(url).set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  };
  const follow = async (
    start: string,
    options: { readonly form?: Readonly<Record<string, string>>; readonly stopAt?: string },
  ): Promise<Landed> => {
    let url = new URL(start);
    let form = options.form;
    for (let hop = 0; hop < mostRedirects; hop++) {
      const answer = await send(url, form);
      const location = answer.headers.get("location");
      if (location === null) return { url, status: answer.status, text: await answer.text(), headers: answer.headers };
      await answer.body?.cancel();
      url = new URL(location, url);
      form = undefined;
      if (options.stopAt !== undefined && url.href.startsWith(options.stopAt))
        return { url, status: answer.status, text: "", headers: answer.headers };
    }
    throw new Error("too many redirects");
  };

  return {
    cookie: (name) => jarOf(new URL(product.origin)).get(name),
    cookieHeader: () => headerFor(new URL(product.origin)),
    get: (url) => follow(url, {}),
    post: (url, form) => follow(url, { form }),
    getUpTo: async (url, stopAt) => (await follow(url, { stopAt })).url,
    postUpTo: async (url, form, stopAt) => (await follow(url, { form, stopAt })).url,
    cookiesSet,
  };
}
