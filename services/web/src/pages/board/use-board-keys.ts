/** The board by keyboard: j and k from row to row, Enter opens (it is a link), N a new call, / the search. Never while somebody types. */
import { useEffect } from "react";
import { useNavigate } from "react-router";

export function useBoardKeys(isOn: boolean): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement &&
        event.target.closest("input, textarea, select, [contenteditable]") !== null;
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      switch (event.key) {
        case "j":
        case "k":
          event.preventDefault();
          step(event.key === "j" ? 1 : -1);
          return;
        case "n":
        case "N":
          event.preventDefault();
          void navigate("/call");
          return;
        case "/":
          event.preventDefault();
          document.getElementById("search-for")?.focus();
          return;
        default:
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOn, navigate]);
}

function step(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".app-row__link")];
  if (links.length === 0) return;
  const here = links.findIndex((link) => link.closest("li")?.contains(document.activeElement) === true);
  const next = here === -1 ? (by === 1 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, here + by));
  links[next]?.focus();
}
