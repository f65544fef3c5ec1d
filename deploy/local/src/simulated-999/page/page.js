// Keeps the page fresh: every two seconds the part that changes is fetched again. What is open stays open; while somebody is in it with the keyboard, or has
// pressed pause, nothing moves. Without this script the page loads itself again every ten seconds.
const everyMs = 2000;
const pause = document.querySelector("#pause");
let isPaused = false;

pause.hidden = false;
pause.addEventListener("click", () => {
  isPaused = !isPaused;
  pause.setAttribute("aria-pressed", String(isPaused));
  pause.textContent = isPaused ? "Updates are paused: go on" : "Pause updates";
});

async function refresh() {
  const live = document.querySelector("#live");
  if (isPaused || document.hidden || live.contains(document.activeElement)) return;
  const response = await fetch("/", { cache: "no-store" });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const open = new Set([...live.querySelectorAll("details[open]")].map((one) => one.dataset.case));
  for (const one of fresh.querySelectorAll("details")) one.open = open.has(one.dataset.case);
  live.replaceChildren(...fresh.querySelector("#live").childNodes);
  sayOnce(document.querySelector("#alarms"), fresh.querySelector("#alarms"));
}

// What is announced is read out whenever it changes; the same words again are not news.
function sayOnce(shown, fresh) {
  if (shown.textContent === fresh.textContent) return;
  shown.className = fresh.className;
  shown.textContent = fresh.textContent;
}

setInterval(() => void refresh().catch(() => undefined), everyMs);
