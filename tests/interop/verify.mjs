// Verifies credentials with Digital Bazaar's libraries, without a network.
//
//   node verify.mjs CONTEXTS DOCUMENTS NOW CREDENTIAL...
//
// CONTEXTS is a folder with index.json (address -> file), DOCUMENTS a JSON file with DID documents by DID, NOW a
// moment. Prints a JSON array with {verified, problems} for each CREDENTIAL file.

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {verifyCredential} from '@digitalbazaar/vc';

const [contextsFolder, documentsFile, now, ...files] = process.argv.slice(2);
const readJson = file => JSON.parse(readFileSync(file, 'utf8'));
const held = new Map(Object.entries(readJson(documentsFile)));

for(const [address, file] of Object.entries(readJson(join(contextsFolder, 'index.json')))) {
  held.set(address, readJson(join(contextsFolder, file)));
}
for(const document of [...held.values()]) {
  for(const method of document.verificationMethod ?? []) {
    held.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
  }
}

async function documentLoader(url) {
  if(!held.has(url)) {
    throw new Error(`not at hand, and never fetched: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: held.get(url)};
}

function problemsOf(error) {
  return error ? [error.message, ...(error.errors ?? []).flatMap(problemsOf)] : [];
}

const reports = [];
for(const file of files) {
  const suite = new DataIntegrityProof({cryptosuite});
  const {verified, error} = await verifyCredential({credential: readJson(file), suite, documentLoader, now});
  reports.push({verified, problems: problemsOf(error)});
}
console.log(JSON.stringify(reports));
