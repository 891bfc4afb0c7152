// What could be meant by what is typed so far. Pure: text in, suggestions out.

const fold = (words) => words.toLocaleLowerCase().replace(/[-\s]+/g, " ");
const COMMAND = /^\/([\w-]*)$/;
const WORD = /^\/([\w-]+)\s+([\w-]*)$/;
const PERSON = /(?:^|[\s,(])@([\p{L}\p{N}._-]*)$/u;
const BADGE = /^(?:@laurel[\s,:]+)?\/?(?:award|nominate|badges\s+(?:revoke|amend))\s+(?:@[^\s,]+[\s,]*(?:and\s+)?)+\s(?:for\s+)?(.*)$/iu;
const LOOKED_UP = /^\/badges\s+(?:why\s+)?(.*)$/iu;
const LONGEST = 40; // characters of a badge's name; what is longer is the reason already

// `known`: { people: [{ handle, name, title }], badges: [{ slug, name, about, picture }],
// commands: [{ name, about, words: [{ name, about }] }] }.
// Gives { start, items: [{ insert, label, about, person?, picture? }], first } or null: `first` says whether the first
// one is chosen already, so that Enter takes it.
export function suggest(before, known) {
  const command = COMMAND.exec(before);
  if (command) return offer({ start: 0, ...commands(command[1], known) });
  const person = PERSON.exec(before);
  if (person) return people(before, person[1], known);
  const badge = BADGE.exec(spaced(before, known)) ?? LOOKED_UP.exec(before);
  const found = badge ? badges(badge[1], known) : [];
  const word = WORD.exec(before);
  const typed = badge?.[1] ?? word?.[2] ?? "";
  const items = [...(word ? words(word[1], word[2], known) : []), ...found];
  return offer({ start: before.length - typed.length, items, first: typed.trim() !== "" });
}

function commands(typed, known) {
  const items = known.commands
    .filter((one) => one.name.startsWith(typed.toLowerCase()))
    .map((one) => ({ insert: `/${one.name} `, label: `/${one.name}`, about: one.about }));
  return { items, first: !items.some((one) => one.label === `/${typed.toLowerCase()}`) };
}

function words(command, typed, known) {
  const { words: all = [] } = known.commands.find((one) => one.name === command.toLowerCase()) ?? {};
  return all.filter((one) => one.name.startsWith(typed.toLowerCase()) && one.name !== typed.toLowerCase())
    .map((one) => ({ insert: `${one.name} `, label: one.name, about: one.about }));
}

function people(before, typed, known) {
  const wanted = fold(typed);
  const items = known.people
    .filter((one) => one.handle.startsWith(typed.toLowerCase()) || fold(one.name).startsWith(wanted))
    .map((one) => ({ insert: `@${one.handle} `, label: one.name, about: one.title, person: one }));
  return offer({ start: before.length - typed.length - 1, items, first: true });
}

function badges(typed, known) {
  const wanted = fold(typed).trimStart();
  if (typed.length > LONGEST) return [];
  return known.badges
    .filter((one) => fold(one.slug).startsWith(wanted) || fold(one.name).split(" ").some((_, index, all) =>
      all.slice(index).join(" ").startsWith(wanted)))
    .map((one) => ({ insert: `${one.slug} `, label: one.name, about: one.about, picture: one.picture }));
}

// Full names have a space; for the pattern each mention is one word of the same length.
function spaced(before, known) {
  let text = before;
  for (const { name } of known.people) text = text.replaceAll(`@${name}`, `@${"x".repeat(name.length)}`);
  return text;
}

const offer = (found) => (found.items.length ? found : null);
