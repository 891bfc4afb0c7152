// Moments by the reader's own clock, in the language of the page. English is written as in Britain, as Laurel does.

const said = document.documentElement.lang;
const language = said === "en" ? "en-GB" : said;

const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
const weekday = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const whole = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });

export const clock = (iso) => time.format(new Date(iso));
export const exactly = (iso) => whole.format(new Date(iso));
export const sameDay = (one, other) => new Date(one).toDateString() === new Date(other).toDateString();

// "14 March 2026, 10:00"; or "today, 10:00", and so for the days next to it; with `dayOnly` without the time.
export function moment(iso, dayOnly = false) {
  const at = new Date(iso);
  const near = [0, 1, -1].find((days) => sameDay(at, daysFromNow(days)));
  const date = near === undefined ? day.format(at) : relative.format(near, "day");
  return dayOnly ? date : `${date}, ${time.format(at)}`;
}

function daysFromNow(days) {
  const at = new Date();
  at.setDate(at.getDate() + days);
  return at;
}

// The heading above a day's messages.
export function dayName(iso, words) {
  const at = new Date(iso);
  if (sameDay(at, daysFromNow(0))) return words.today;
  if (sameDay(at, daysFromNow(-1))) return words.yesterday;
  return at.getFullYear() === new Date().getFullYear() ? weekday.format(at) : day.format(at);
}
