// Laurel's forms, as a dialog. What was typed stays with its message until it is sent.

import { freshKey } from "./api.js";
import { whileBusy } from "./cards.js";
import { avatar, make } from "./make.js";

const byId = (id) => document.getElementById(id);

export class Forms {
  // `room`: { words, everyone(), submit(message, fields, key) }
  constructor(room) {
    this.room = room;
    this.dialog = byId("form");
    this.drafts = new Map();
    this.sent = new Set();
    byId("form-fields").addEventListener("submit", (event) => {
      event.preventDefault();
      whileBusy(byId("form-send"), () => this.send());
    });
    // Enter in a field of several lines makes a line; with Ctrl or Cmd it sends, as in every chat.
    byId("form-fields").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("form-fields").requestSubmit();
    });
    for (const id of ["form-close", "form-cancel"]) byId(id).addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.keepDraft());
  }

  open(message) {
    this.message = message;
    this.key = freshKey();
    const { form } = message;
    const values = this.drafts.get(message.id) ?? {};
    byId("form-title").textContent = form.title;
    byId("form-intro").textContent = form.intro;
    byId("form-send").textContent = form.submit;
    byId("form-send").className = `button ${form.style}`;
    byId("form-legend").hidden = !form.fields.some((field) => field.required || field.is === "ChoiceField");
    this.problem("");
    this.fields = form.fields.map((field) => FIELDS[field.is](field, values[field.name] ?? field.value, this.room));
    byId("form-rows").replaceChildren(...this.fields.map((field) => field.node));
    this.dialog.showModal();
    const first = this.fields.find((field) => !field.filled()) ?? this.fields.findLast((field) => !field.isTick)
      ?? this.fields[0];
    if (first) first.focus();
    else byId("form-send").focus();
  }

  values() {
    return Object.fromEntries(this.fields.map((field) => [field.name, field.value()]));
  }

  keepDraft() {
    if (this.message && !this.sent.has(this.message.id)) this.drafts.set(this.message.id, this.values());
  }

  async send() {
    const missing = this.fields.filter((field) => !field.check());
    if (missing.length) return missing[0].focus();
    try {
      this.drafts.set(this.message.id, this.values());
      await this.room.submit(this.message, this.values(), this.key);
      this.sent.add(this.message.id);
      this.dialog.close();
    } catch (error) {
      this.problem(error instanceof TypeError ? this.room.words.no_answer : error.message);
    }
  }

  problem(text) {
    byId("form-problem").textContent = text;
    byId("form-problem").hidden = !text;
  }
}

const star = () => make("span", { class: "star", "aria-hidden": "true" }, " *");

// A row of the form: its control, and a sentence where something is missing.
function row(field, control, needs, read, focus = () => control.focus()) {
  const wrong = make("p", { class: "wrong", id: `wrong-${field.name}`, hidden: true }, needs ?? "");
  const node = make("div", { class: "row" });
  return {
    name: field.name, node, wrong, focus, value: read,
    filled: () => read().length > 0,
    check() {
      const right = !needs || read().length > 0;
      wrong.hidden = right;
      control.setAttribute("aria-invalid", String(!right));
      if (right) control.removeAttribute("aria-describedby");
      else control.setAttribute("aria-describedby", wrong.id);
      return right;
    },
  };
}

// The chosen badge as everybody will see it: its picture, and what it stands for.
function chosenBadge(badge, shown) {
  shown.hidden = !badge;
  if (!badge) return [];
  return [make("img", { src: badge.picture, alt: "", width: 72, height: 72 }), make("p", { dir: "auto" }, badge.about)];
}

const FIELDS = {
  TextField(field, value, room) {
    const area = make("textarea", { id: `field-${field.name}`, rows: 3, "aria-required": String(field.required) });
    area.value = value;
    const made = row(field, area, field.required ? room.words.needs_text : null, () => area.value.trim());
    const welcome = field.required ? star() : make("span", { class: "welcome" }, ` · ${room.words.welcome}`);
    made.node.append(make("label", { for: area.id }, field.label, welcome), area, made.wrong);
    return made;
  },

  ChoiceField(field, value, room) {
    const options = field.options.map(([key, label]) => make("option", { value: key, selected: key === value }, label));
    const select = make("select", { id: `field-${field.name}`, "aria-required": "true" },
      make("option", { value: "" }, room.words.choose), ...options);
    const made = row(field, select, room.words.needs_choice, () => select.value);
    const shown = make("div", { class: "chosen", hidden: true });
    const show = () => shown.replaceChildren(...chosenBadge(room.badge(select.value), shown));
    select.addEventListener("change", show);
    show();
    made.node.append(make("label", { for: select.id }, field.label, star()),
      make("div", { class: "select" }, select), shown, made.wrong);
    return made;
  },

  CheckField(field, value) {
    const box = make("input", { type: "checkbox", id: `field-${field.name}` });
    box.checked = value === "yes" || (value === undefined && field.checked);
    const made = row(field, box, null, () => (box.checked ? "yes" : ""));
    made.node.append(make("label", { class: "tick", for: box.id }, box, make("span", {}, field.label)));
    made.filled = () => true;
    made.isTick = true;
    return made;
  },

  PeopleField(field, value, room) {
    const others = room.everyone().filter((person) => person.id !== room.meId()); // nobody gives to themselves
    const boxes = others.map((person) => {
      const index = room.everyone().indexOf(person);
      const box = make("input", { type: "checkbox", value: person.id, id: `field-${field.name}-${index}` });
      box.checked = value.includes(person.id);
      return { box, node: make("label", { class: "pick", for: box.id }, box, avatar(person, index), person.name) };
    });
    const set = make("fieldset", {}, make("legend", {}, field.label, field.required ? star() : null),
      make("div", { class: "picks" }, ...boxes.map((one) => one.node)));
    const read = () => boxes.filter((one) => one.box.checked).map((one) => one.box.value);
    const made = row(field, set, field.required ? room.words.needs_people : null, read, () => boxes[0]?.box.focus());
    made.node.append(set, made.wrong);
    return made;
  },
};
