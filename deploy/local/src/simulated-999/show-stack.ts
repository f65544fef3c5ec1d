// The screen of the simulated ambulance service: its stack, and what was said about each case. In: the stack, the time. Out: one plain page, the same as
// JSON for tests, and the routes for both. Shows case numbers and needs; no name, no address.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { ConversationEvent, Standing } from "./conversation.ts";
import type { CaseRecord, StackOfCases } from "./stack-of-cases.ts";

const page = (name: string): string => readFileSync(join(import.meta.dirname, "page", name), "utf8");
const files = { "/page.css": ["page.css", "text/css"], "/page.js": ["page.js", "text/javascript"] } as const;

export function showStack(app: FastifyInstance, { stack, nowMs }: { stack: StackOfCases; nowMs: () => number }): void {
  app.get("/", (_request, reply) =>
    reply
      .headers({
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy":
          "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      })
      .send(stackPage(stack.all(), nowMs())),
  );
  for (const [path, [name, type]] of Object.entries(files)) {
    const text = page(name);
    app.get(path, (_request, reply) => reply.header("content-type", `${type}; charset=utf-8`).send(text));
  }
  app.get("/cases", (_request, reply) => reply.header("cache-control", "no-store").send(stack.all().map(caseView)));
}

/** A case as tests and programs read it. */
export function caseView({ made, conversation, events }: CaseRecord) {
  const { cadNumber, correlationId, category, need, breachAtMs } = made;
  return {
    cadNumber,
    correlationId,
    category,
    need,
    breachAt: new Date(breachAtMs).toISOString(),
    ...conversation,
    events,
  };
}

const standingWords: Readonly<Record<Standing, string>> = {
  "being-sent": "Being sent",
  acknowledged: "Waiting for them",
  accepted: "Accepted",
  "handed-back": "Ours again",
  finished: "Finished",
  withdrawn: "Withdrawn",
  refused: "Ours again",
  "taken-back": "Taken back",
};

/** The whole page. Everything that came from outside is escaped. */
export function stackPage(cases: readonly CaseRecord[], nowMs: number): string {
  const count = (...standings: readonly Standing[]): number =>
    cases.filter(({ conversation }) => standings.includes(conversation.standing)).length;
  const ours = cases.filter(({ conversation }) => conversation.isAlarm).length;
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ambulance service's side (simulated)</title>
<link rel="stylesheet" href="/page.css">
<noscript><meta http-equiv="refresh" content="10"></noscript>
<script src="/page.js" defer></script>
</head>
<body>
<a class="skip" href="#cases">Skip to the cases</a>
<header><div class="inner">
<p class="service">999 <span>Simulated ambulance service</span></p>
<button type="button" id="pause" hidden aria-pressed="false">Pause updates</button>
</div></header>
<main>
<h1>Sent to the urgent community response</h1>
<p class="note">Invented people, made-up cases. What an ambulance service's own system would show of its conversation with the urgent community response, over BaRS messages.</p>
<p id="alarms" role="status" class="${ours > 0 ? "alarm" : "calm"}">${ours === 0 ? "No case needs an ambulance because of an answer, or the lack of one." : `${ours} ${ours === 1 ? "case is" : "cases are"} with us again: see that an ambulance goes.`}</p>
<div id="live">
<p class="as-at">As at <time>${clock(nowMs)}</time></p>
<dl class="counts">
<div><dt>Waiting for an answer</dt><dd>${count("being-sent", "acknowledged")}</dd></div>
<div><dt>With them</dt><dd>${count("accepted")}</dd></div>
<div><dt>Ours again</dt><dd>${count("handed-back", "refused", "taken-back")}</dd></div>
<div><dt>Finished or withdrawn</dt><dd>${count("finished", "withdrawn")}</dd></div>
</dl>
<section id="cases" aria-labelledby="cases-title" tabindex="-1">
<h2 id="cases-title">Cases</h2>
${cases.length === 0 ? "<p>No case has been sent yet.</p>" : `<ul class="cases">${cases.map((one) => caseItem(one, nowMs)).join("\n")}</ul>`}
</section>
</div>
</main>
</body>
</html>
`;
}

function caseItem({ made, conversation, events }: CaseRecord, nowMs: number): string {
  // That a message has arrived is said by the answer to it, in the line before.
  const lines = events.filter(({ type }) => type !== "arrived");
  const { standing, words, owner, theirNumber, isAlarm } = conversation;
  return `<li class="case${isAlarm ? " is-alarm" : ""}">
<div class="row">
<div class="who"><h3>${escape(made.cadNumber)}</h3><p><span class="category">${escape(made.category)}</span> ${escape(made.need)}</p></div>
<div class="breach">${breach(made.breachAtMs, standing, nowMs)}</div>
<div class="standing"><p><span class="tag ${standing}">${standingWords[standing]}</span> <span class="owner">Owner: ${owner}</span></p><p>${escape(words)}</p>${theirNumber === undefined ? "" : `<p class="theirs">Their number ${escape(theirNumber)}</p>`}</div>
</div>
<details data-case="${escape(made.cadNumber)}"><summary>${lines.length} ${lines.length === 1 ? "line" : "lines"} of conversation<span class="hidden"> about ${escape(made.cadNumber)}</span></summary>
<ol class="messages">${lines.map(messageItem).join("")}</ol></details>
</li>`;
}

function breach(breachAtMs: number, standing: Standing, nowMs: number): string {
  const time = `Breach at ${clock(breachAtMs, "minutes")}`;
  if (standing !== "being-sent" && standing !== "acknowledged") return `<p class="still">${time}</p>`;
  const leftMs = breachAtMs - nowMs;
  if (leftMs <= 0) return `<p class="left is-over">Breached</p><p>${time}</p>`;
  const minutes = Math.floor(leftMs / 60_000);
  const left = minutes > 0 ? `${minutes} min` : `${Math.ceil(leftMs / 1_000)} s`;
  return `<p class="left${leftMs < 10 * 60_000 ? " is-near" : ""}">${left} left</p><p>${time}</p>`;
}

const kindWords = { new: "Request", update: "Update", cancel: "Cancellation" } as const;
const answerWords = {
  planned: "planned",
  accepted: "accepted",
  "handed-back": "given back",
  finished: "finished",
} as const;

function messageItem(event: ConversationEvent): string {
  const line = (way: "out" | "in" | "self", what: string, status?: number): string =>
    `<li class="${way}"><time>${clock(event.atMs)}</time> <span class="way">${way === "out" ? "to them" : way === "in" ? "from them" : "we"}</span> <span class="what">${escape(what)}</span>${status === undefined ? "" : ` <span class="status">HTTP ${status}</span>`}</li>`;
  switch (event.type) {
    case "attempted":
      return line(
        "out",
        `${kindWords[event.kind]}${event.number === 1 ? "" : `, attempt ${event.number}`}: ${event.words}`,
        event.status,
      );
    case "arrived":
      return "";
    case "refused":
      return line("self", `${kindWords[event.kind]} was refused: ${event.code}`);
    case "undelivered":
      return line("self", `${kindWords[event.kind]} was given up`);
    case "received":
      return line(
        "in",
        `Answer${event.answer === undefined ? "" : ` “${answerWords[event.answer.kind]}”`}: ${event.words}`,
        event.status,
      );
    case "breached":
      return line("self", "The breach time passed");
    case "dealt-with":
      return line("self", event.words);
  }
}

const withSeconds = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", timeStyle: "medium" });
const withMinutes = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", timeStyle: "short" });

function clock(atMs: number, to: "seconds" | "minutes" = "seconds"): string {
  return (to === "seconds" ? withSeconds : withMinutes).format(atMs);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? "");
}
