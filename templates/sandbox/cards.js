// Draws Laurel's cards: every block and every span of them.

import { moment, exactly } from "./dates.js";
import { address, filled, icon, make } from "./make.js";

// `room`: { words, people (names), me (name), press(button), opened(url) }
export function drawCard(card, room) {
  return make("div", { class: "card" }, ...drawBlocks(card.blocks, room));
}

function drawBlocks(blocks, room) {
  return blocks.flatMap((block, at) => {
    if (block.is === "Passing") return drawPassing(block, room);
    if (block.is === "Quote" && isBeside(blocks, at)) return []; // drawn with the picture that it stands beside
    if (block.is === "Buttons") return [named(drawBlock(block, room), blocks.slice(0, at))];
    if (block.is === "Paragraph" && block.picture) return [drawBeside(block, quotesBehind(blocks, at), room)];
    return [drawBlock(block, room)];
  });
}

// Buttons that come several times on a card, such as Details in a list, are said to be about what stands above them.
function named(buttons, above) {
  const about = above.findLast((block) => block.is === "Paragraph")?.line.find((span) => span.is === "Strong")?.text;
  if (about) {
    buttons.setAttribute("role", "group");
    buttons.setAttribute("aria-label", about);
  }
  return buttons;
}

const quotesBehind = (blocks, at) => {
  const end = blocks.findIndex((block, index) => index > at && block.is !== "Quote");
  return blocks.slice(at + 1, end < 0 ? blocks.length : end);
};
const isBeside = (blocks, at) => {
  const before = blocks.slice(0, at).findLast((block) => block.is !== "Quote");
  return before?.is === "Paragraph" && Boolean(before.picture);
};

// What works until a moment leaves the page at that moment.
const LONGEST_TIMER = 2 ** 31 - 1; // milliseconds that a browser can wait
function drawPassing(block, room) {
  const left = new Date(block.until.at) - Date.now();
  if (left <= 0) return [];
  const nodes = drawBlocks(block.blocks, room);
  setTimeout(() => nodes.forEach((node) => node.remove()), Math.min(left, LONGEST_TIMER));
  return nodes;
}

function drawBlock(block, room) {
  switch (block.is) {
    case "Heading":
      return make("h2", { class: "card-title", dir: "auto" }, block.text);
    case "Paragraph":
      return drawParagraph(block, room);
    case "Quote":
      return drawQuote(block, room);
    case "Facts":
      return make("dl", { class: "facts" }, ...block.rows.map(([label, line]) =>
        make("div", {}, make("dt", {}, label), make("dd", {}, ...drawLine(line, room)))));
    case "Hero":
      return make("figure", { class: "hero" }, drawPicture(block.picture, room));
    case "Note":
      return make("p", { class: "note" }, ...drawLine(block.line, room));
    case "PageAddress":
      return drawAddress(block, room);
    case "Divider":
      return make("hr");
    case "Buttons":
      return drawButtons(block, room);
    default:
      throw new Error(`The page cannot draw a block of the kind ${block.is}.`);
  }
}

function drawParagraph(block, room) {
  return make("p", { dir: "auto" }, ...drawLine(block.line, room));
}

// A line and the quotations that follow it, beside a picture.
function drawBeside(block, quotes, room) {
  const words = make("div", { class: "words" }, drawParagraph(block, room), ...quotes.map((quote) => drawQuote(quote, room)));
  return make("div", { class: "beside" }, words, drawPicture(block.picture, room));
}

function drawQuote(block, room) {
  const words = make("blockquote", { dir: "auto" }, block.text);
  if (!block.author) return words;
  return make("figure", { class: "quote" }, words,
    make("figcaption", {}, "— ", drawMention(block.author.name, room)));
}

// The address of a page as everybody else needs it, in full, and a button that copies it.
function drawAddress(block, room) {
  const { words } = room;
  const url = address(block.path)?.href ?? block.path;
  const shown = make("p", { class: "address", dir: "ltr" }, make("span", { class: "hidden-text" }, `${words.address}: `), make("code", {}, url));
  const label = make("span", {}, words.copy);
  const copy = make("button", { class: "button", type: "button", "data-action": "copy" }, icon("copy"), label);
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(url);
    } catch { // a browser that gives a page no clipboard
      getSelection().selectAllChildren(shown.querySelector("code"));
      document.execCommand("copy");
    }
    label.textContent = words.copied;
    room.announce(words.copied);
    setTimeout(() => { label.textContent = words.copy; }, 2500);
  });
  return make("div", { class: "to-copy" }, shown, copy);
}

function drawButtons(block, room) {
  const nodes = block.buttons.map((button) => drawButton(button, room));
  const first = block.first ?? nodes.length;
  if (nodes.length - first < 2) return make("div", { class: "buttons" }, ...nodes);
  const folded = make("details", { class: "more" }, make("summary", { class: "button" }, block.more),
    make("div", { class: "buttons" }, ...nodes.slice(first)));
  return make("div", { class: "buttons" }, ...nodes.slice(0, first), folded);
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

// All actions that a card offers, for the guide.
export function actionsOf(card) {
  const blocks = card.blocks.flatMap((block) => block.blocks ?? [block]);
  return blocks.flatMap((block) => (block.buttons ?? []).map((button) => button.action).filter(Boolean));
}
