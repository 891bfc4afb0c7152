// Checks signatures with the browser's own cryptography (Web Cryptography API). Nothing is sent anywhere.
// RS256 and ES256 for tokens (RFC 7518), Ed25519 for tokens and for Data Integrity proofs (eddsa-rdfc-2022).

const KINDS = {
  RSA: { algorithms: ["RS256"], name: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } },
  EC: { algorithms: ["ES256"], name: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } },
  OKP: { algorithms: ["EdDSA", "Ed25519"], name: { name: "Ed25519" } },
};
const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The browser lacks this kind of signature: no reason to doubt the badge. */
export class Unable extends Error {}

/** The badge does not hold; the page has the sentence of this key. */
export class Doubt extends Error {
  constructor(key, facts = {}) {
    super(key);
    this.key = key;
    this.facts = facts;
  }
}

/** Does this key (a public JWK) fit this signature over this message? The key's kind decides the algorithm. */
export async function fits(jwk, algorithm, signature, message) {
  const kind = KINDS[jwk?.kty];
  if (!kind || !kind.algorithms.includes(algorithm)) {
    throw new Doubt("algorithm", { found: String(algorithm).slice(0, 20) });
  }
  const { kty, crv, n, e, x, y } = jwk;
  let key;
  try {
    key = await crypto.subtle.importKey("jwk", { kty, crv, n, e, x, y }, kind.name, false, ["verify"]);
  } catch (problem) {
    if (problem.name === "NotSupportedError") throw new Unable("kind of key");
    throw new Doubt("unusable_key");
  }
  return crypto.subtle.verify(kind.name, key, signature, message);
}

/** SHA-256 of a text, as bytes. */
export async function sha256(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** base64url without padding, in its only spelling, as bytes. */
export function decoded(text) {
  if (!/^[\w-]*$/.test(text)) throw new Doubt("unreadable");
  try {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (one) => one.charCodeAt(0));
  } catch {
    throw new Doubt("unreadable");
  }
}

/** A Multikey of Ed25519 (z6Mk…) as a public JWK. */
export function multikey(text) {
  let number = 0n;
  for (const one of text.slice(1)) {
    const digit = DIGITS.indexOf(one);
    if (text[0] !== "z" || digit < 0) throw new Doubt("unreadable_key");
    number = number * 58n + BigInt(digit);
  }
  const hex = number.toString(16).padStart(68, "0");
  if (!hex.startsWith("ed01") || hex.length !== 68) throw new Doubt("other_key");
  const bytes = hex.slice(4).match(/../g).map((pair) => parseInt(pair, 16));
  const x = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return { kty: "OKP", crv: "Ed25519", x };
}
