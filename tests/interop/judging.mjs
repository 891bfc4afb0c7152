// Asks verifiers of others about files, without a network.
//
//   node judging.mjs CONTEXTS DOCUMENTS NOW JUDGE FILE...
//
// CONTEXTS is a folder with index.json (address -> file), DOCUMENTS a JSON file with documents by address, NOW a
// moment, JUDGE one of: proof, suites, bitstring, jose, verifier-core. Prints a JSON array with a verdict for each FILE.

import {readFileSync} from 'node:fs';
import {holding, loaderOf, problemsOf, readJson} from './held.mjs';

const [contextsFolder, documentsFile, now, judge, ...files] = process.argv.slice(2);
const held = holding(contextsFolder, documentsFile);
const documentLoader = loaderOf(held);

globalThis.fetch = async url => {
  throw new Error(`no network here: ${url}`);
};

// The signature, by the editors of the standard.
async function proof(file, more = {}) {
  const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
  const {cryptosuite} = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
  const {verifyCredential} = await import('@digitalbazaar/vc');
  const suite = new DataIntegrityProof({cryptosuite});
  const report = await verifyCredential({credential: readJson(file), suite, documentLoader, now, ...more});
  return {...report, problems: problemsOf(report.error)};
}

// The same, with every suite of theirs that we verify; the status is not asked for.
async function suites(file) {
  const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
  const {cryptosuite: ecdsa} = await import('@digitalbazaar/ecdsa-rdfc-2019-cryptosuite');
  const {createVerifyCryptosuite: jcs} = await import('@digitalbazaar/eddsa-jcs-2022-cryptosuite');
  const {cryptosuite: eddsa} = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
  const {Ed25519Signature2020, suiteContext} = await import('@digitalbazaar/ed25519-signature-2020');
  held.set(suiteContext.CONTEXT_URL, suiteContext.CONTEXT);
  const suite = [eddsa, ecdsa, jcs()].map(cryptosuite => new DataIntegrityProof({cryptosuite}));
  const checkStatus = async () => ({verified: true});
  return proof(file, {suite: [...suite, new Ed25519Signature2020()], checkStatus});
}

// The signature and the status list, by the editors of both standards.
async function bitstring(file) {
  const {checkStatus} = await import('@digitalbazaar/vc-bitstring-status-list');
  const report = await proof(file, {checkStatus});
  const bits = (report.statusResult?.results ?? []).map(one => one.status);
  return {verified: report.verified, bits, problems: problemsOf(report.error ?? report.statusResult?.error)};
}

// The token, with the key that its header's kid leads to.
async function jose(file) {
  const {compactVerify, decodeProtectedHeader, importJWK} = await import('jose');
  const token = readFileSync(file, 'utf8').trim();
  const {kid, jwk} = decodeProtectedHeader(token);
  const key = kid ? held.get(kid) : jwk;
  try {
    const {payload} = await compactVerify(token, await importJWK(key), {algorithms: ['RS256', 'ES256']});
    return {verified: true, payload: JSON.parse(new TextDecoder().decode(payload)), problems: []};
  } catch(error) {
    return {verified: false, problems: problemsOf(error)};
  }
}

// The Digital Credentials Consortium's verifier, as far as it goes without a network.
async function verifierCore(file) {
  const {verifyCredential} = await import('@digitalcredentials/verifier-core');
  const report = await verifyCredential({credential: readJson(file), knownDIDRegistries: []});
  const steps = Object.fromEntries((report.log ?? []).map(step => [step.id, step.valid]));
  return {verified: steps.valid_signature === true, steps, problems: (report.errors ?? []).map(one => one.message)};
}

const judges = {proof, suites, bitstring, jose, 'verifier-core': verifierCore};
const reports = [];
for(const file of files) {
  reports.push(await judges[judge](file));
}
console.log(JSON.stringify(reports));
