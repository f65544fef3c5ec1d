// Every page that is pictured, by person, in the order in which the README shows them. Data: a new page is one line. In: the product as it was made ready
// (`made-ready.ts`). Out: where each picture is taken, and what has to be done on the page first.
import type { Page } from "playwright-core";

/** Of the person whose record the privacy officer opens. */
export const ownNhsNumber = "9990000026";

/** Ids that pages are opened with; found when the product was made ready. */
export interface Places {
  /** A referral with a long history. */
  readonly referralId: string;
  /** The crew's own. */
  readonly submissionId: string;
  /** The month whose numbers are known. */
  readonly month: string;
}

export interface PicturedPage {
  /** Of the file: `board` becomes `board-desktop.png` and `board-phone.png`. */
  readonly name: string;
  /** What the README says under it. */
  readonly words: string;
  readonly path: (places: Places) => string;
  /** Waited for before the picture; beside it, nothing may be loading. */
  readonly shows: string | RegExp;
  /** What a person would do before it looks like this. */
  readonly first?: (page: Page) => Promise<void>;
  /** Left out on a phone, where nobody uses it. */
  readonly isWideOnly?: boolean;
}

export interface PicturedPerson {
  /** As the README calls them. */
  readonly who: string;
  /** Of the role picker; undefined: nobody is signed in. */
  readonly name?: string;
  readonly pages: readonly PicturedPage[];
}

const at = (path: string) => (): string => path;

export const picturedPeople: readonly PicturedPerson[] = [
  {
    who: "Ambulance crew",
    name: "Rowan Sample Paramedic",
    pages: [
      {
        name: "crew-check",
        words: "The check from three answers: nobody has been told",
        path: at("/submit"),
        shows: "New referral",
        first: async (page) => {
          await page.getByLabel("Postcode").fill("SS14 3AB");
          for (const [question, answer] of [
            ["What is needed most?", "Fall"],
            ["Did you look for these red flags?", "Yes, found none"],
            ["Is the patient still on the floor?", "Yes"],
            ["For about how long?", "30 min"],
          ] as const)
            await page.getByRole("radiogroup", { name: question }).getByText(answer, { exact: true }).click();
        },
      },
      { name: "crew-own", words: "Own referrals", path: at("/my-referrals"), shows: /UCR-\w{4}-\w{4}/ },
      {
        name: "crew-receipt",
        words: "The receipt: accepted by whom, expected when",
        path: ({ submissionId }) => `/my-referrals/${submissionId}`,
        shows: /UCR-\w{4}-\w{4}/,
      },
    ],
  },
  {
    who: "SPA coordinator and clinician",
    name: "Morgan Sample",
    pages: [
      { name: "board", words: "The live board", path: at("/board"), shows: "Live" },
      {
        name: "referral",
        words: "One referral, whole",
        path: ({ referralId }) => `/referrals/${referralId}`,
        shows: "History",
      },
      { name: "call", words: "New call, kept while it is typed", path: at("/call"), shows: "New call" },
      {
        name: "call-catch-up",
        words: "Entering what was written on paper",
        path: at("/catch-up"),
        shows: /paper|Catch/i,
      },
      { name: "fallback", words: "The sheet for when everything is down", path: at("/fallback"), shows: /sheet/i },
      {
        name: "board-candidates",
        words: "Candidates of the ambulance stack",
        path: at("/board"),
        shows: "Live",
        first: (page) => page.getByRole("button", { name: /^999 candidates/ }).click(),
      },
      { name: "spa-audit", words: "Judging the drawn refusals", path: at("/audit-sample"), shows: /judged/ },
      { name: "board-wall", words: "The board on a wall", path: at("/board?wall"), shows: "Live", isWideOnly: true },
    ],
  },
  {
    who: "UCRT team",
    name: "Ash Sample",
    pages: [
      { name: "team", words: "Offers and visits", path: at("/team"), shows: /^Ring: |^No new offer/ },
      { name: "team-handover", words: "Shift handover", path: at("/team/handover"), shows: /handover/i },
    ],
  },
  {
    who: "Service lead",
    name: "Alder Sample",
    pages: [
      { name: "service", words: "All teams now, and what was refused", path: at("/service"), shows: "By referrer" },
      { name: "service-then", words: "The queue at a past minute", path: at("/then"), shows: /\d+ open/ },
      { name: "service-audit", words: "The audit sample", path: at("/audit-sample"), shows: /judged/ },
      { name: "throughput", words: "Numbers by hour", path: at("/throughput"), shows: "Throughput" },
    ],
  },
  {
    who: "Commissioner",
    name: "Cedar Sample",
    pages: [
      {
        name: "numbers",
        words: "A month of invented referrals, small counts protected",
        path: ({ month }) => `/numbers?period=${month}`,
        shows: "How quickly people are seen",
      },
    ],
  },
  {
    who: "Privacy officer",
    name: "Myrtle Sample",
    pages: [
      { name: "privacy", words: "Break-glass openings to review", path: at("/privacy"), shows: /to review/ },
      {
        name: "privacy-record",
        words: "A person's own record, and who looked",
        path: at("/privacy"),
        shows: /to review/,
        first: async (page) => {
          await page.getByLabel("NHS number").fill(ownNhsNumber);
          await page.getByLabel("Why").selectOption("Subject access request");
          await page.getByRole("button", { name: "Open the record" }).click();
          await page
            .getByText(/^Referral UCR-/)
            .first()
            .waitFor();
        },
      },
    ],
  },
  {
    who: "Operator",
    name: "Oakley Sample",
    pages: [{ name: "parked", words: "Messages nobody could read", path: at("/parked"), shows: /parked, the oldest/ }],
  },
  {
    who: "Everybody",
    pages: [
      { name: "sign-in", words: "Signing in", path: at("/sign-in"), shows: "Sign in" },
      {
        name: "interface",
        words: "The interface for integrators",
        path: at("/api/docs"),
        shows: /Interface for integrators/,
      },
    ],
  },
];
