// Compares a credential's JSON with the statements (N-Quads) that were signed: each value must be among them, and
// none may be left over. So a file that was changed shows, without canonicalising it in the browser.

import { Doubt } from "./signatures.js";

const LITERAL = /"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@[\w-]+)?(?= (?:\.|<|_:))/g;
const ADDRESS = /<([^>]*)>/g;
const PLACED = ["name", "description", "validFrom", "validUntil", "awardedDate"];
const SHORT = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f", '"': '"', "\\": "\\" };

/** Throws a Doubt unless the credential says exactly what the statements say. */
export function compare(credential, statements) {
  const { proof, ...said } = credential;
  const literals = counted(statements);
  const addresses = [...statements.matchAll(ADDRESS)].map(([, address]) => address);
  const known = new Set(addresses);
  const ends = new Set(addresses.map((address) => address.split(/[#/]/).pop()));
  for (const [name, value] of leaves(said)) {
    const text = written(value, literals);
    if (literals.get(text) > 0) {
      literals.set(text, literals.get(text) - 1);
      if (PLACED.includes(name)) placed(name, text, statements);
    } else if (!(typeof value === "string" && (known.has(value) || ends.has(value)))) {
      throw new Doubt("unsigned", { member: String(name).slice(0, 40) });
    }
  }
  if ([...literals.values()].some((left) => left > 0)) throw new Doubt("incomplete");
}

function counted(statements) {
  const found = new Map();
  for (const [, escaped] of statements.matchAll(LITERAL)) {
    const text = unescaped(escaped);
    found.set(text, (found.get(text) ?? 0) + 1);
  }
  return found;
}

function unescaped(text) {
  return text.replace(/\\(u[0-9A-F]{4}|.)/g, (_, one) =>
    one.length > 1 ? String.fromCharCode(parseInt(one.slice(1), 16)) : SHORT[one] ?? one);
}

function* leaves(value, name = "") {
  if (Array.isArray(value)) for (const one of value) yield* leaves(one, name);
  else if (value !== null && typeof value === "object") {
    for (const [member, one] of Object.entries(value)) if (member !== "@context") yield* leaves(one, member);
  } else yield [name, value];
}

/** A number as the statements write it: whole ones plainly, others in their scientific spelling. */
function written(value, literals) {
  if (typeof value !== "number") return String(value);
  return [...literals.keys()].find((one) => one !== "" && Number(one) === value) ?? String(value);
}

function placed(name, text, statements) {
  const lines = statements.split("\n").filter((line) => new RegExp(`[#/]${name}> "`).test(line));
  const values = lines.flatMap((line) => [...line.matchAll(LITERAL)].map(([, escaped]) => unescaped(escaped)));
  if (!values.includes(text)) throw new Doubt("elsewhere", { member: name });
}
