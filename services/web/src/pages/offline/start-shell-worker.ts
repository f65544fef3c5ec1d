/** Has the browser keep the shell. In: nothing. Out: the registered worker. Where a browser has none, or an address is not secure, a page needs the network to open. */
export function startShellWorker(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  // After the page itself: it is not to compete for a slow connection. `none`: the worker's own file is always asked of the service.
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/shell-worker.js", { updateViaCache: "none" }).catch(() => undefined);
  });
}
