/** Whether a key is meant for a field, or belongs to the browser: then no shortcut of ours takes it. */
export function isTyping(event: KeyboardEvent): boolean {
  return (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    (event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]") !== null)
  );
}
