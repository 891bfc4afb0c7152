// The guided path. It only watches: each step ticks itself off when what it describes has happened.

import { actionsOf } from "./cards.js";
import { address, filled, icon, make } from "./make.js";
import * as memory from "./memory.js";

const byId = (id) => document.getElementById(id);
export const NARROW = "(max-width: 1080px)";
const SLACK = 10_000; // a letter may overtake the answer to what caused it by this many milliseconds

export class Guide {
  // `room`: { do(step) } carries out what a step's button offers.
  constructor(story, room) {
    this.story = story;
    this.room = room;
    byId("guide-title").textContent = story.title;
    byId("guide-intro").textContent = story.intro;
    byId("guide-end").replaceChildren(make("p", {}, story.end), make("ul", {}, ...story.links.map((link) =>
      make("li", {}, make("a", { class: "link", href: address(link.open).href, target: "_blank", rel: "noopener" }, link.text)))));
    byId("guide-bar").max = story.steps.length;
    byId("guide-fold").addEventListener("click", () => this.fold(!this.folded()));
    matchMedia(NARROW).addEventListener("change", () => this.draw());
    this.draw();
  }

  // Somebody asked for something and Laurel answered with `messages`.
  asked(text, messages) {
    const command = /^(?:@laurel[\s,:]+)?\/?([\w-]+)/i.exec(text.trim())?.[1].toLowerCase();
    for (const { card, at } of messages) {
      if (!card) continue;
      this.tick((done) => done.asked === command && (!done.button || actionsOf(card).includes(done.button))
        && (!done.block || card.blocks.some((block) => block.is === done.block)), at);
    }
  }

  pressed(action, messages) {
    this.tick((done) => done.pressed?.includes(action), messages.at(-1)?.at);
  }

  opened(url) {
    this.tick((done) => done.opened?.some((path) => url.pathname.startsWith(path)));
  }

  // What the person who is looked through can see now: Laurel's letters to them, or what it posted for everybody.
  sees(messages, direct, me) {
    for (const message of messages) {
      if (!message.card || message.author !== null || message.private) continue;
      const actions = direct ? actionsOf(message.card) : [];
      this.tick((done) => new Date(message.at) >= memory.since(done.after) - SLACK
        && (direct ? done.sees?.some((action) => actions.includes(action)) : done.shown || done.shownTo === me), message.at);
    }
  }

  tick(happened, at = new Date().toISOString()) {
    const ticked = this.story.steps.filter((step) => !memory.isDone(step.id) && happened(step.done));
    ticked.forEach((step) => memory.markDone(step.id, at));
    if (ticked.length) this.turn();
  }

  skip(step) {
    memory.markDone(step.id, new Date().toISOString());
    this.turn();
  }

  // What comes next is on the screen, also where the story is longer than it.
  turn() {
    this.draw();
    if (byId("guide-end").hidden || !this.folded()) this.showNext();
    else this.fold(false);
  }

  showNext() {
    (byId("steps").querySelector(".current") ?? byId("guide-end")).scrollIntoView({ block: "nearest" });
  }

  folded() {
    return memory.folded() ?? matchMedia(NARROW).matches;
  }

  fold(value) {
    memory.setFolded(value);
    this.draw();
    if (!value) this.showNext();
  }

  draw() {
    const { steps } = this.story;
    const done = steps.filter((step) => memory.isDone(step.id)).length;
    const next = steps.find((step) => !memory.isDone(step.id));
    const folded = this.folded();
    byId("guide").classList.toggle("folded", folded);
    byId("guide-fold").setAttribute("aria-expanded", String(!folded));
    byId("guide-body").hidden = folded;
    byId("guide-title").textContent = folded && next ? filled(this.story.next, next) : this.story.title;
    byId("guide-count").textContent = filled(this.story.count, { done, all: steps.length });
    byId("guide-bar").value = done;
    byId("guide-end").hidden = Boolean(next);
    const held = byId("steps").contains(document.activeElement);
    byId("steps").replaceChildren(...steps.map((step, index) => this.step(step, index, step === next)));
    if (held) byId("steps").querySelector(".current .button")?.focus();
  }

  step(step, index, current) {
    const done = memory.isDone(step.id);
    const kind = done ? "step done" : current ? "step current" : "step";
    const number = make("span", { class: "number", "aria-hidden": "true" }, done ? icon("check") : String(index + 1));
    const state = done ? make("span", { class: "hidden-text" }, this.story.done) : null;
    const body = current ? this.current(step) : [];
    return make("li", { class: kind, "aria-current": current ? "step" : null }, number,
      make("div", {}, make("p", { class: "step-title" }, step.title, state), ...body));
  }

  current(step) {
    const code = step.compose ? make("code", { class: "step-code" }, step.compose) : null;
    const action = step.open
      ? make("a", { class: "button primary", href: address(step.open).href, target: "_blank", rel: "noopener",
        on: { click: () => this.opened(address(step.open)) } }, step.button, icon("out"))
      : make("button", { class: "button primary", type: "button", on: { click: () => this.room.do(step) } }, step.button);
    const skip = make("button", { class: "skip-step", type: "button", on: { click: () => this.skip(step) } }, this.story.skip);
    return [make("p", {}, step.text), code, make("div", { class: "step-actions" }, action, skip)];
  }
}
