// Checks the badge of this page once more, on the visitor's own machine: fetches the signed file, checks its
// signature against the issuer's published key, and compares it with what the page shows. If anything does not hold,
// the banner turns into a warning. Needs no other site, keeps nothing, sends nothing.

import { Doubt, Unable, decoded, fits, multikey, sha256 } from "./signatures.js";
import { compare } from "./statements.js";

const place = document.getElementById("recheck");
/** The sentences, by key, in the language of the page; `{name}` is replaced by a fact. */
const words = JSON.parse(place.dataset.words);
const STEERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function worded({ key, facts }) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

async function fetched(address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Doubt("missing");
  return answer.text();
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    if (found !== null && typeof found === "object" && !Array.isArray(found)) return found;
  } catch { /* said below */ }
  throw new Doubt("unreadable");
}

/** The issuer's key of that name, as a public JWK; only keys the issuer lists for signing count. */
async function keyOf(issuer, method) {
  if (issuer !== place.dataset.issuer) throw new Doubt("other_issuer");
  if (issuer.startsWith("did:key:")) {
    if (method !== `${issuer}#${issuer.slice(8)}`) throw new Doubt("foreign_key");
    return multikey(issuer.slice(8));
  }
  const listed = parsed(await fetched("/.well-known/did.json"));
  const allowed = (listed.assertionMethod ?? []).map((one) => one?.id ?? one);
  const found = (listed.verificationMethod ?? []).find((one) => one.id === method);
  if (listed.id !== issuer || !found || !allowed.includes(method)) {
    throw new Doubt("unlisted_key");
  }
  return found.publicKeyJwk ?? multikey(found.publicKeyMultibase ?? "");
}

async function checkToken(text) {
  const [head, body, signature, ...more] = text.trim().split(".");
  if (signature === undefined || more.length) throw new Doubt("unreadable");
  const read = (part) => parsed(new TextDecoder("utf-8", { fatal: false }).decode(decoded(part)));
  const header = read(head);
  const payload = read(body);
  if (Object.keys(header).some((name) => !["alg", "kid", "typ"].includes(name)) || typeof header.kid !== "string") {
    throw new Doubt("odd_header");
  }
  const issuer = payload.issuer?.id ?? payload.issuer;
  if (payload.iss !== issuer) throw new Doubt("two_issuers");
  const address = new URL(header.kid, location.href);
  if (issuer !== place.dataset.issuer) throw new Doubt("other_issuer");
  const ours = [location.origin, new URL(place.dataset.origin).origin].includes(address.origin);
  const key = ours && address.pathname.startsWith("/keys/")
    ? parsed(await fetched(address.pathname)) : await keyOf(issuer, header.kid);
  const message = new TextEncoder().encode(`${head}.${body}`);
  if (!await fits(key, header.alg, decoded(signature), message)) throw new Doubt("changed");
  return payload;
}

async function checkProof(text) {
  const credential = parsed(text);
  const signed = parsed(place.dataset.statements);
  const proofs = [credential.proof].flat();
  if (proofs.length !== 1 || proofs[0]?.verificationMethod !== signed.method) {
    throw new Doubt("other_signature");
  }
  const key = await keyOf(credential.issuer?.id ?? credential.issuer, signed.method);
  const message = new Uint8Array(64);
  message.set(await sha256(signed.options), 0);
  message.set(await sha256(signed.document), 32);
  if (!await fits(key, "EdDSA", decoded(signed.signature), message)) {
    throw new Doubt("changed");
  }
  compare(credential, signed.document);
  return credential;
}

/** What people read on this page has to be what was signed. */
function checkPage(credential) {
  const achievement = credential.credentialSubject?.achievement ?? {};
  const said = { name: achievement.name, description: achievement.description, criteria: achievement.criteria?.narrative };
  for (const element of document.querySelectorAll("[data-signed]")) {
    const expected = String(said[element.dataset.signed] ?? "").replace(STEERING, "").trim();
    if (element.textContent.replace(STEERING, "").trim() !== expected) {
      throw new Doubt("other_page");
    }
  }
  if (credential.id !== place.dataset.id) throw new Doubt("other_badge");
  const until = credential.validUntil ? Date.parse(credential.validUntil) : Infinity;
  if (!(Date.parse(credential.validFrom) <= Date.now() + 300_000 && until >= Date.now())) {
    throw new Doubt("clock");
  }
}

function warn(doubt) {
  const warning = document.getElementById("recheck-warning").content.cloneNode(true);
  warning.querySelector("p").textContent = worded(doubt);
  document.querySelector("main .strip").replaceWith(warning);
  place.hidden = true;
}

async function recheck() {
  const text = await fetched(place.dataset.credential);
  const credential = text.trim().startsWith("{") ? await checkProof(text) : await checkToken(text);
  checkPage(credential);
  if (place.dataset.token) checkPage(await checkToken(await fetched(place.dataset.token)));
}

if (!globalThis.crypto?.subtle) {
  place.dataset.outcome = "unable";
} else {
  recheck().then(() => {
    place.dataset.outcome = "confirmed";
    place.hidden = false;
  }, (problem) => {
    if (problem instanceof Unable) place.dataset.outcome = "unable";
    else {
      place.dataset.outcome = "doubted";
      warn(problem instanceof Doubt ? problem : new Doubt("unchecked"));
    }
  });
}
