// What this browser remembers: how far everybody has read, and how far the story has come.

const NAME = "laurel-sandbox";
const WAITS = 2 * 24 * 60 * 60 * 1000; // milliseconds
let kept = read();

function read() {
  const empty = { play: null, begun: null, read: {}, done: {}, folded: null };
  try {
    return { ...empty, ...JSON.parse(localStorage.getItem(NAME) ?? "{}") };
  } catch {
    return empty;
  }
}

function keep() {
  try {
    localStorage.setItem(NAME, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing still plays along until the page is closed.
  }
}

export function forget() {
  kept = { play: null, begun: null, read: {}, done: {}, folded: kept.folded };
  keep();
}

// A play begins with the first look at it. Another oldest message means that everything was made anew.
export function begin({ play, now }) {
  if (kept.play !== null && kept.play !== play) forget();
  kept.play ??= play;
  kept.begun ??= now;
  keep();
}

const later = (one, other) => new Date(one) > new Date(other);

// What came before the first look counts as read, but for a private letter of the last days, which may still wait.
export function unread(person, place, at) {
  const begun = place === "direct" ? new Date(kept.begun) - WAITS : kept.begun;
  return at !== null && later(at, kept.read[person]?.[place] ?? begun);
}

export function markRead(person, place, at) {
  kept.read[person] ??= {};
  const before = kept.read[person][place];
  if (before && !later(at, before)) return;
  kept.read[person][place] = at;
  keep();
}

// When a step was done, in milliseconds; NaN, which is before and after nothing, if it was not.
export const since = (step) => new Date(kept.done[step] ?? NaN).getTime();
export const isDone = (step) => step in kept.done;

export function markDone(step, at) {
  kept.done[step] = at;
  keep();
}

export const folded = () => kept.folded;

export function setFolded(value) {
  kept.folded = value;
  keep();
}
