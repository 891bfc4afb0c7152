// The sandbox page: loads what one person sees, listens for what happens, and joins the parts.

import { freshKey, listen, load, send } from "./api.js";
import { whileBusy } from "./cards.js";
import { Composer } from "./composer.js";
import { Forms } from "./forms.js";
import { Guide, NARROW } from "./guide.js";
import { filled } from "./make.js";
import * as memory from "./memory.js";
import { Messages } from "./messages.js";
import { drawHead, drawPeople, drawPlaces, placeName, steerPeople } from "./places.js";

const byId = (id) => document.getElementById(id);
const inLanguage = (name) => load(`/sandbox/static/${name}?${new URLSearchParams({ lang: document.documentElement.lang })}`);
const [texts, story] = await Promise.all([inLanguage("words.json"), inLanguage("guide.json")]);
const words = texts.page;

let state = null;
let place = null;
let hangUp = () => {};
let visit = 0; // counts changes of person, so that a late answer for the last one is dropped

const person = () => state.people.find((one) => one.id === state.me);
const readAs = (conversation) => (conversation.direct ? "direct" : conversation.id);
const announce = (text) => { byId("announce").textContent = text; };

const room = {
  words,
  commands: texts.commands,
  state: () => state,
  place: () => place,
  everyone: () => state.people,
  badge: (slug) => state.badges.find((one) => one.slug === slug),
  meId: () => state.me,
  get me() { return person().name; },
  get people() { return [...state.people.map((one) => one.name), "Laurel"]; },
  index: (one) => state.people.indexOf(one),
  announce,
  hasNews: (one) => memory.unread(one.id, "direct", one.stirred),
  unread: (one) => one.messages.some((message) =>
    message.author !== state.me && memory.unread(state.me, readAs(one), message.at)),
  become: (id) => become(id, place.direct ? "direct" : place.id),
  go: (id) => go(id),
  known: () => ({
    people: [...state.people, { handle: "laurel", name: "Laurel", title: words.app }],
    badges: state.badges,
    commands: state.commands.map(({ name, words: more }) => ({
      name,
      about: texts.commands[name]?.about ?? "",
      words: more.map((word) => ({ name: word, about: texts.commands[name]?.word?.[word] ?? "" })),
    })),
  }),
  opened: (url) => guide.opened(url),
  openForm: (message) => forms.open(message),
  formSent: (id) => forms.sent.has(id),

  async send(text, key) {
    const { messages } = await send("say", { me: state.me, conversation: place.id, text, key });
    arrived(messages);
    reveal(messages);
    guide.asked(text, messages);
    const asked = messages.find((message) => message.form);
    if (asked) forms.open(asked);
  },

  async press({ action, token }, { id, conversation }) {
    try {
      const deed = { me: state.me, conversation, action, token, message: id, key: freshKey() };
      const { messages } = await send("press", deed);
      arrived(messages);
      reveal(messages);
      guide.pressed(action, messages);
      const asked = messages.find((message) => message.form);
      if (asked) forms.open(asked);
    } catch (error) {
      composer.problem(error instanceof TypeError ? words.no_answer : error.message);
    }
  },

  async submit(message, fields, key) {
    const { action, draft } = message.form;
    const deed = { me: state.me, conversation: message.conversation, action, draft, fields, message: message.id, key };
    const { messages } = await send("submit", deed);
    forms.sent.add(message.id);
    // The stream may have brought the answer already, in the place of the form.
    const shown = place.messages.find((one) => one.id === message.id);
    if (shown?.form) list.replace(shown);
    arrived(messages);
    reveal(messages);
    guide.asked(action, messages);
  },

  async do(step) {
    const player = state.people.find((one) => one.handle === step.as);
    if (player && player.id !== state.me) await become(player.id, step.in);
    else go(step.in);
    if (step.compose) composer.fill(step.compose);
    else list.focus(place.messages.at(-1)?.id);
    if (matchMedia(NARROW).matches) guide.fold(true);
  },
};

// Somebody else's eyes: their state, their stream, the same place if it is theirs too.
async function become(id, where) {
  const mine = ++visit;
  hangUp();
  const next = await load(`/sandbox/state?${new URLSearchParams({ me: id })}`).catch(() => null);
  if (mine !== visit) return;
  if (next === null) {
    online(false);
    setTimeout(() => mine === visit && become(id, where), 2000);
    return;
  }
  const changed = state !== null && state.me !== next.me;
  state = next;
  memory.begin(state);
  hangUp = listen(state.me, state.last, hears);
  drawPeople(room);
  go(where);
  if (changed) announce(filled(words.became, person()));
}

function go(where) {
  const all = state.conversations;
  place = all.find((one) => one.id === where || (where === "direct" && one.direct)) ?? all[0];
  history.replaceState(null, "", `#${person().handle}/${readAs(place)}`);
  list.show(place.messages, place.direct ? words.empty_direct : words.empty_channel);
  composer.label(filled(words.message, { place: placeName(place), name: person().name.split(" ")[0] }));
  byId("scroll").setAttribute("aria-label", placeName(place));
  drawHead(room);
  seen();
}

// What is on the screen counts as read.
function seen() {
  const newest = place.messages.at(-1)?.at;
  if (newest && !document.hidden) memory.markRead(state.me, readAs(place), newest);
  guide.sees(place.messages, place.direct, person().handle);
  drawPlaces(room);
  drawPeople(room);
}

// One's own press is seen to work: what it brought is on the screen.
function reveal(messages) {
  const newest = messages.at(-1);
  if (newest && newest.conversation === place.id) list.reveal(newest.id);
}

function arrived(messages) {
  for (const message of messages) {
    const home = state.conversations.find((one) => one.id === message.conversation);
    const known = home?.messages.find((one) => one.id === message.id);
    if (known && known.edited !== message.edited) hears.edited(message);
    if (!home || known) continue;
    home.messages.push(message);
    if (home.direct && message.author === null) person().stirred = message.at;
    if (home === place) list.add(message);
    if (message.author !== state.me) tell(message, home);
  }
  seen();
}

function tell(message, home) {
  const author = state.people.find((one) => one.id === message.author);
  const text = message.card?.summary ?? message.form?.title ?? message.parts.map((part) => part.name ?? part).join("");
  announce(filled(words.new_from, { name: author?.name ?? "Laurel", place: placeName(home), text }));
}

const hears = {
  message: (message) => arrived([message]),
  edited(message) {
    const home = state.conversations.find((one) => one.id === message.conversation);
    const at = home?.messages.findIndex((one) => one.id === message.id) ?? -1;
    if (at < 0) return arrived([message]);
    home.messages[at] = message;
    if (home === place) list.replace(message);
    seen();
  },
  gone({ id, conversation }) {
    const home = state.conversations.find((one) => one.id === conversation);
    if (!home) return;
    home.messages = home.messages.filter((one) => one.id !== id);
    if (home === place) list.remove(id);
  },
  stirred({ person: id, at }) {
    const stirred = state.people.find((one) => one.id === id);
    if (stirred) stirred.stirred = at;
    drawPeople(room);
  },
  reload: () => become(state.me, readAs(place)),
  online,
};

function online(yes) {
  byId("offline").hidden = yes;
}

function askToStartOver() {
  const dialog = byId("sure");
  byId("sure-problem").hidden = true;
  dialog.showModal();
  byId("sure-no").focus();
}

async function startOver() {
  try {
    await send("start-over", {});
    memory.forget();
    byId("sure").close();
    await become(state.people[0].id, "");
    guide.draw();
  } catch (error) {
    byId("sure-problem").textContent = error instanceof TypeError ? words.no_answer : error.message;
    byId("sure-problem").hidden = false;
  }
}

const list = new Messages(room);
const composer = new Composer(room);
const forms = new Forms(room);
const guide = new Guide(story, room);
steerPeople(room);
byId("start-over").addEventListener("click", askToStartOver);
byId("sure-no").addEventListener("click", () => byId("sure").close());
byId("sure-yes").addEventListener("click", () => whileBusy(byId("sure-yes"), startOver));
document.addEventListener("visibilitychange", () => state && seen());

// The address says who and where: #ana/wins. Without it the first person of the cast begins.
const [handle, where] = location.hash.slice(1).split("/");
const first = await load("/sandbox/state");
await become(first.people.find((one) => one.handle === handle)?.id ?? first.me, where ?? "");
