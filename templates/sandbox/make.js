// Builds what is on the page. Text goes in as text, always: nothing that people type is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

// make("button", { class: "quiet", type: "button", on: { click } }, "Start over")
export function make(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (value === true) {
      node.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, String(value));
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// One of the drawings in the page's own sprite.
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

// Laurel's mark, or a person's initials on a colour of their own.
export function avatar(person, index = 0) {
  if (!person) return make("img", { class: "avatar laurel", src: "/mark.svg", alt: "" });
  return make("span", { class: `avatar hue-${index % 6}`, "aria-hidden": "true" }, initials(person.name));
}

export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => [...word][0].toLocaleUpperCase()).join("");
}

// "Hello, {name}" with its values.
export function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// An address that a link may have: a path of this site, or http(s). Anything else is no link.
export function address(path) {
  try {
    const url = new URL(path, location.origin);
    return ["http:", "https:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
