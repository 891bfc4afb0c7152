// The messages of one conversation, in order, each drawn once and drawn anew when it is edited.

import { drawCard, drawMention } from "./cards.js";
import { clock, dayName, exactly, sameDay } from "./dates.js";
import { avatar, icon, make } from "./make.js";

const TOGETHER = 5 * 60 * 1000; // messages of one author this close stand under one name
const NEAR = 120; // pixels from the bottom that still count as reading the newest

export class Messages {
  // `room` is what cards need, and { everyone (people), openForm(message), formState(id) }
  constructor(room) {
    this.room = room;
    this.list = document.getElementById("messages");
    this.scroller = document.getElementById("scroll");
    this.newer = document.getElementById("newer");
    this.all = [];
    this.nodes = new Map();
    this.following = true;
    this.held = null; // the answer to one's own deed, which stays in view while its pictures arrive
    this.top = 0;
    this.newer.addEventListener("click", () => this.toEnd(true));
    this.scroller.addEventListener("scroll", () => this.scrolled());
    // A picture that arrives makes its message longer; whoever follows goes on seeing its end, or its beginning.
    this.list.addEventListener("load", () => {
      if (this.held) this.reveal(this.held, false);
      else if (this.following) this.toEnd(false);
    }, true);
    for (const moved of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      this.scroller.addEventListener(moved, () => { this.held = null; }, { passive: true });
    }
  }

  // Who scrolls up is reading; who is at the end, or on the way there, follows what comes.
  scrolled() {
    if (this.atEnd()) this.following = true;
    else if (this.scroller.scrollTop < this.top) this.following = false;
    this.top = this.scroller.scrollTop;
    if (this.following) this.newer.hidden = true;
  }

  show(messages, empty) {
    this.empty = empty;
    this.all = [...messages].sort(byTime);
    this.drawAll();
    this.toEnd(false);
  }

  add(message) {
    if (this.nodes.has(message.id)) return;
    const follow = this.following || message.author === this.room.meId();
    const last = this.all.at(-1);
    this.all.push(message);
    if (!last || byTime(last, message) > 0) {
      this.all.sort(byTime);
      this.drawAll();
    } else {
      this.append(message, last);
    }
    this.nodes.get(message.id).classList.add("fresh");
    if (follow) this.toEnd(true);
    else this.newer.hidden = false;
  }

  // Shows the answer to one's own deed: its end, where a changed card says what is true now; the beginning of a new
  // one that is taller than the screen.
  reveal(id, gently = true) {
    const node = this.nodes.get(id);
    if (!node) return;
    const area = this.scroller.getBoundingClientRect();
    const box = node.getBoundingClientRect();
    const isTall = box.height > area.height - 24;
    const fromStart = isTall ? !node.classList.contains("changed") : box.top < area.top;
    if (id === this.all.at(-1)?.id && !(isTall && fromStart)) {
      this.toEnd(gently);
      this.held = id;
      return;
    }
    const isSeen = box.top >= area.top && (box.bottom <= area.bottom || (isTall && box.top < area.top + 40));
    this.newer.hidden = true;
    this.following = false;
    this.held = id;
    if (isSeen && fromStart === isTall) return;
    const top = fromStart ? box.top - area.top - 12 : box.bottom - area.bottom + 12;
    this.scroller.scrollTo({ top: this.scroller.scrollTop + top, behavior: gently && !isCalm() ? "smooth" : "instant" });
  }

  remove(id) {
    const node = this.nodes.get(id);
    this.all = this.all.filter((one) => one.id !== id);
    if (!node) return;
    this.nodes.delete(id);
    const hadFocus = node.contains(document.activeElement);
    node.remove();
    if (!this.all.length) this.drawAll();
    if (hadFocus) document.getElementById("composer-text").focus({ preventScroll: true });
  }

  replace(message) {
    const at = this.all.findIndex((one) => one.id === message.id);
    if (at < 0) return;
    this.all[at] = message;
    const old = this.nodes.get(message.id);
    const held = old.contains(document.activeElement) ? document.activeElement.dataset.action ?? "" : null;
    const node = this.draw(message, this.all[at - 1]);
    node.classList.add("changed");
    old.replaceWith(node);
    this.nodes.set(message.id, node);
    if (held !== null) (node.querySelector(`[data-action="${CSS.escape(held)}"]`) ?? node).focus({ preventScroll: true });
    if (this.following) this.toEnd(true);
  }

  focus(id) {
    const node = this.nodes.get(id);
    node?.scrollIntoView({ block: "center" });
    node?.focus();
  }

  drawAll() {
    this.nodes.clear();
    this.list.replaceChildren();
    if (!this.all.length) this.list.append(this.nothing());
    this.all.forEach((message, index) => this.append(message, this.all[index - 1]));
  }

  nothing() {
    return make("li", { class: "empty" }, avatar(null), make("p", { class: "empty-title" }, this.empty.title),
      make("p", {}, this.empty.text));
  }

  append(message, before) {
    this.list.querySelector(".empty")?.remove();
    if (!before || !sameDay(before.at, message.at)) {
      const name = dayName(message.at, this.room.words);
      this.list.append(make("li", { class: "day" }, make("span", {}, name)));
    }
    const node = this.draw(message, before);
    this.nodes.set(message.id, node);
    this.list.append(node);
  }

  draw(message, before) {
    const person = message.author === null ? null : this.room.everyone().find((one) => one.id === message.author);
    const name = person ? person.name : "Laurel";
    const joined = belongs(before, message);
    const kinds = ["message", joined && "joined", message.private && "private", !person && "of-laurel"];
    const body = make("div", { class: "body" }, joined ? null : this.byline(message, name, person),
      message.private ? this.onlyYou() : null, ...this.content(message));
    return make("li", { class: kinds.filter(Boolean).join(" "), tabindex: "-1", "data-id": message.id },
      make("div", { class: "face" }, joined ? null : avatar(person, this.room.everyone().indexOf(person))), body);
  }

  byline(message, name, person) {
    const { words } = this.room;
    return make("p", { class: "byline" }, make("strong", { class: "name" }, name),
      person ? null : make("span", { class: "app" }, words.app),
      make("time", { datetime: message.at, title: exactly(message.at) }, clock(message.at)),
      message.edited ? make("span", { class: "edited", title: exactly(message.edited) }, `(${words.edited})`) : null);
  }

  onlyYou() {
    return make("p", { class: "only-you" }, icon("lock"), this.room.words.only_you);
  }

  content(message) {
    if (message.card) {
      return [drawCard(message.card, { ...this.cardRoom(), press: (button) => this.room.press(button, message) })];
    }
    if (message.form) return [this.formCard(message)];
    return [make("p", { class: "typed" }, ...message.parts.map((part) => this.part(part)))];
  }

  // What cards need of the room, read now: its names change with the person.
  cardRoom() {
    const { words, people, me, opened, announce } = this.room;
    return { words, people, me, opened, announce };
  }

  part(part) {
    if (typeof part === "string") return part;
    if (part.kind === "everyone") return make("span", { class: "mention" }, `@${part.name}`);
    return drawMention(part.name, this.room);
  }

  formCard(message) {
    const { words } = this.room;
    const sent = this.room.formSent(message.id);
    const open = make("button", {
      class: sent ? "button" : "button primary", type: "button", "data-action": "open-form",
      on: { click: () => this.room.openForm(message) },
    }, sent ? words.form_again : words.form_open);
    return make("div", { class: "card" }, make("h2", { class: "card-title" }, message.form.title),
      make("p", {}, sent ? words.form_sent : message.form.intro), make("div", { class: "buttons" }, open));
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd(gently) {
    this.following = true;
    this.held = null;
    this.newer.hidden = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: gently && !isCalm() ? "smooth" : "instant" });
  }
}

const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const byTime = (one, other) => new Date(one.at) - new Date(other.at) || (one.id < other.id ? -1 : 1);

function belongs(before, message) {
  return Boolean(before) && before.author === message.author && before.private === message.private
    && sameDay(before.at, message.at) && new Date(message.at) - new Date(before.at) < TOGETHER && !message.card;
}
