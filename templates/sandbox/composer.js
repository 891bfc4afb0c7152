// The message box: grows with its text, suggests while typing, sends with Enter.

import { freshKey } from "./api.js";
import { avatar, filled, make } from "./make.js";
import { suggest } from "./suggestions.js";

const byId = (id) => document.getElementById(id);

export class Composer {
  // `room`: { words, commands, known(), send(text, key), index(person), announce(text) }
  constructor(room) {
    this.room = room;
    this.box = byId("composer-text");
    this.list = byId("suggestions");
    this.offer = null;
    this.chosen = -1;
    this.pending = null;
    this.last = ""; // what was sent last, for the arrow key in an empty box
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("click", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => this.close());
  }

  fill(text) {
    this.box.value = text;
    this.box.focus();
    this.box.setSelectionRange(text.length, text.length);
    this.grow();
    this.hint();
    this.close();
  }

  label(text) {
    this.box.placeholder = text;
    byId("composer-label").textContent = text;
  }

  typed() {
    this.grow();
    this.hint();
    this.problem("");
    const caret = this.box.selectionStart === this.box.selectionEnd ? this.box.selectionStart : 0;
    this.open(suggest(this.box.value.slice(0, caret), this.room.known()));
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 180)}px`;
  }

  hint() {
    const typed = /^\/([\w-]+)\s/.exec(this.box.value);
    const usage = typed && this.room.commands[typed[1].toLowerCase()]?.usage;
    byId("usage").textContent = usage ?? "";
    byId("usage").hidden = !usage;
  }

  key(event) {
    if (event.isComposing) return;
    if (this.offer && this.steer(event)) return;
    if (event.key === "ArrowUp" && !this.box.value && this.last) {
      event.preventDefault();
      this.fill(this.last);
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  // Keys while suggestions are open; true if the key was theirs.
  steer(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.offer.items.length;
    if (step) this.choose((this.chosen + step + count + (this.chosen < 0 && step < 0 ? 1 : 0)) % count);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && !event.shiftKey) this.accept(Math.max(this.chosen, 0));
    else if (event.key === "Enter" && !event.shiftKey && this.chosen >= 0) this.accept(this.chosen);
    else return false;
    event.preventDefault();
    return true;
  }

  open(offer) {
    if (!offer) return this.close();
    const grown = !this.offer || this.offer.items.length !== offer.items.length;
    this.offer = offer;
    this.list.replaceChildren(...offer.items.map((item, index) => this.option(item, index)));
    this.list.hidden = false;
    this.choose(offer.first ? 0 : -1);
    if (grown) this.room.announce(filled(this.room.words.suggestions, { count: offer.items.length }));
  }

  option(item, index) {
    const face = item.person ? avatar(item.person.handle === "laurel" ? null : item.person, this.room.index(item.person))
      : item.picture ? make("img", { class: "small-badge", src: item.picture, alt: "", width: 28, height: 28 }) : null;
    return make("div", {
      class: "suggestion", role: "option", id: `suggestion-${index}`,
      on: { mousedown: (event) => { event.preventDefault(); this.accept(index); } },
    }, face, make("span", { class: "suggestion-label" }, item.label), make("span", { class: "suggestion-about" }, item.about));
  }

  choose(index) {
    this.chosen = index;
    [...this.list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return this.box.removeAttribute("aria-activedescendant");
    this.box.setAttribute("aria-activedescendant", `suggestion-${index}`);
    this.list.children[index].scrollIntoView({ block: "nearest" });
  }

  accept(index) {
    const { start, items } = this.offer;
    const after = this.box.value.slice(this.box.selectionStart).trimStart();
    const before = this.box.value.slice(0, start) + items[index].insert;
    this.box.value = before + after;
    this.box.setSelectionRange(before.length, before.length);
    this.box.focus();
    this.typed();
  }

  close() {
    this.offer = null;
    this.chosen = -1;
    this.list.hidden = true;
    this.box.removeAttribute("aria-activedescendant");
  }

  async submit() {
    const text = this.box.value.trim();
    if (!text || this.busy) return;
    this.close();
    if (this.pending?.text !== text) this.pending = { text, key: freshKey() };
    this.setBusy(true);
    try {
      await this.room.send(text, this.pending.key);
      this.pending = null;
      this.last = text;
      if (this.box.value.trim() === text) this.box.value = "";
      this.problem("");
    } catch (error) {
      this.problem(error instanceof TypeError ? this.room.words.no_answer : error.message);
    } finally {
      this.setBusy(false);
      this.grow();
      this.hint();
    }
  }

  setBusy(busy) {
    this.busy = busy;
    byId("send").setAttribute("aria-busy", String(busy));
  }

  problem(text) {
    byId("problem").textContent = text;
    byId("problem").hidden = !text;
  }
}
