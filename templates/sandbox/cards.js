// Draws Laurel's cards: every block and every span of them.

import { moment, exactly } from "./dates.js";
import { address, filled, icon, make } from "./make.js";

// `room`: { words, people (names), me (name), press(button), opened(url) }
export function drawCard(card, room) {
  return make("div", { class: "card" }, ...card.blocks.map((block) => drawBlock(block, room)));
}

function drawBlock(block, room) {
  switch (block.is) {
    case "Heading":
      return make("h3", { class: "card-title" }, block.text);
    case "Paragraph":
      return drawParagraph(block, room);
    case "Quote":
      return make("blockquote", {}, block.text);
    case "Facts":
      return make("dl", { class: "facts" }, ...block.rows.map(([label, line]) =>
        make("div", {}, make("dt", {}, label), make("dd", {}, ...drawLine(line, room)))));
    case "Hero":
      return make("figure", { class: "hero" }, drawPicture(block.picture, room));
    case "Note":
      return make("p", { class: "note" }, ...drawLine(block.line, room));
    case "Divider":
      return make("hr");
    case "Buttons":
      return make("div", { class: "buttons" }, ...block.buttons.map((button) => drawButton(button, room)));
    default:
      throw new Error(`The page cannot draw a block of the kind ${block.is}.`);
  }
}

function drawParagraph(block, room) {
  const words = make("p", {}, ...drawLine(block.line, room));
  if (!block.picture) return words;
  return make("div", { class: "beside" }, words, drawPicture(block.picture, room));
}

export function drawLine(line, room) {
  return line.map((span) => drawSpan(span, room));
}

function drawSpan(span, room) {
  switch (span.is) {
    case "Words":
      return span.text;
    case "Strong":
      return make("strong", {}, span.text);
    case "PersonName":
      return drawMention(span.name, room);
    case "Link":
      return drawLink(span.text, span.path, "link", room);
    case "Moment":
      return make("time", { datetime: span.at.at, title: exactly(span.at.at) }, moment(span.at.at, span.day));
    default:
      throw new Error(`The page cannot draw a span of the kind ${span.is}.`);
  }
}

// A mention of somebody here; the name alone of anybody else.
export function drawMention(name, room) {
  if (!room.people.includes(name)) return make("strong", {}, name);
  return make("span", { class: name === room.me ? "mention me" : "mention" }, `@${name}`);
}

function drawPicture(picture, room) {
  const image = make("img", { src: address(picture.path)?.href ?? "", alt: picture.alt, loading: "lazy" });
  image.addEventListener("error", () => {
    image.replaceWith(make("span", { class: "no-picture" }, filled(room.words.no_picture, { alt: picture.alt })));
  }, { once: true });
  return image;
}

function drawLink(text, path, style, room) {
  const url = address(path);
  if (!url) return make("span", {}, text);
  const opens = make("span", { class: "hidden-text" }, ` (${room.words.opens_page})`);
  const link = make("a", { class: style, href: url.href, target: "_blank", rel: "noopener" }, text, opens);
  link.addEventListener("click", () => room.opened(url));
  return link;
}

function drawButton(button, room) {
  const style = `button ${button.style}`;
  if (button.is === "LinkButton") {
    const link = drawLink(button.label, button.path, style, room);
    link.append(icon("out"));
    return link;
  }
  const node = make("button", { class: style, type: "button", "data-action": button.action }, button.label);
  node.addEventListener("click", () => whileBusy(node, () => room.press(button)));
  return node;
}

// A press shows that it is under way, and cannot be given twice meanwhile. The focus stays where it is.
export async function whileBusy(node, work) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  node.setAttribute("aria-disabled", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
    node.removeAttribute("aria-disabled");
  }
}

// All actions and kinds of block that a card offers, for the guide.
export function actionsOf(card) {
  return card.blocks.flatMap((block) => (block.buttons ?? []).map((button) => button.action).filter(Boolean));
}
