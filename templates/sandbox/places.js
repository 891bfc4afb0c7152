// Who you are and where you are: the row of people, and the list of conversations.

import { avatar, filled, make } from "./make.js";

const byId = (id) => document.getElementById(id);

// `room`: { words, state(), place(), hasNews(person), unread(conversation), become(id), go(id) }
export function drawPeople(room) {
  const { people, me } = room.state();
  const nodes = people.map((person, index) => {
    const mine = person.id === me;
    const news = !mine && room.hasNews(person);
    const said = [person.name, person.title, news && room.words.waiting].filter(Boolean).join(", ");
    return make("button", {
      class: news ? "person news" : "person", type: "button", role: "radio", "aria-checked": String(mine),
      tabindex: mine ? "0" : "-1", "aria-label": said, title: said, "data-id": person.id,
      on: { click: () => room.become(person.id) },
    }, avatar(person, index), make("span", { class: "person-name" }, person.name.split(" ")[0]));
  });
  redraw(byId("people"), nodes);
}

// The arrow keys go round the row, as in any group of radio buttons.
export function steerPeople(room) {
  byId("people").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { people, me } = room.state();
    const at = people.findIndex((person) => person.id === me);
    room.become(people[(at + step + people.length) % people.length].id);
  });
}

export function drawPlaces(room) {
  const { conversations, workspace } = room.state();
  byId("workspace").textContent = workspace;
  const node = (one) => {
    const here = one.id === room.place().id;
    const news = !here && room.unread(one);
    const sign = one.direct ? avatar(null) : make("span", { class: "hash", "aria-hidden": "true" }, "#");
    const dot = news ? make("span", { class: "dot" }, make("span", { class: "hidden-text" }, room.words.unread)) : null;
    return make("li", {}, make("button", {
      class: news ? "place news" : "place", type: "button", "aria-current": here ? "page" : null, "data-id": one.id,
      on: { click: () => room.go(one.id) },
    }, sign, make("span", { class: "place-name" }, one.name), dot));
  };
  redraw(byId("channels"), conversations.filter((one) => !one.direct).map(node));
  redraw(byId("direct"), conversations.filter((one) => one.direct).map(node));
}

export function drawHead(room) {
  const place = room.place();
  const name = placeName(place);
  byId("talk-name").textContent = name;
  byId("talk-about").textContent = place.direct ? room.words.direct_about : place.about;
  document.title = filled(room.words.title, { place: name });
}

export const placeName = (place) => (place.direct ? "Laurel" : `#${place.name}`);

// Buttons stay the same nodes while they change: a click that has begun on one must end on it, and the focus stays.
function redraw(parent, nodes) {
  const held = parent.contains(document.activeElement);
  const old = new Map([...parent.querySelectorAll("[data-id]")].map((node) => [node.dataset.id, node]));
  const ids = nodes.map((node) => idNode(node).dataset.id);
  if (ids.length === old.size && ids.every((id) => old.has(id))) {
    nodes.forEach((node) => change(old.get(idNode(node).dataset.id), idNode(node)));
  } else {
    parent.replaceChildren(...nodes);
  }
  if (held) parent.querySelector("[aria-checked=true]")?.focus();
}

const idNode = (node) => (node.dataset.id ? node : node.querySelector("[data-id]"));

function change(node, wanted) {
  for (const { name } of [...node.attributes]) if (!wanted.hasAttribute(name)) node.removeAttribute(name);
  for (const { name, value } of [...wanted.attributes]) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  const [now, then] = [[...node.childNodes], [...wanted.childNodes]];
  const isSame = now.length === then.length && now.every((child, at) => child.isEqualNode(then[at]));
  if (!isSame) node.replaceChildren(...then);
}
