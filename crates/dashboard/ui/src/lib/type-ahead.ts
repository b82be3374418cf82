/**
 * Keeps what is typed between asking for a field and its focus.
 * The field takes it when it has the focus; from then on it hears the keys itself.
 */
let typed = "";
let timer: ReturnType<typeof setTimeout> | undefined;

function onKey(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  event.preventDefault();
  event.stopPropagation();
  typed += event.key;
}

export function keepTyping() {
  takeTyped();
  document.addEventListener("keydown", onKey, true);
  timer = setTimeout(takeTyped, 3000);
}

export function takeTyped(): string {
  document.removeEventListener("keydown", onKey, true);
  clearTimeout(timer);
  const text = typed;
  typed = "";
  return text;
}
