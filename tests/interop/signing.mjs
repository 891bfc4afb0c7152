// Signs credentials with the suites of the standards' editors, each with a key of its own.
//
//   node signing.mjs CONTEXTS FILE CREATED SUITE...
//
// FILE holds the unsigned credential, whose issuer becomes the did:key of the key. Prints the signed ones as a JSON array.

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {createSignCryptosuite as jcs} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as eddsa} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {Ed25519Signature2020, suiteContext} from '@digitalbazaar/ed25519-signature-2020';
import {Ed25519VerificationKey2020} from '@digitalbazaar/ed25519-verification-key-2020';
import {issue} from '@digitalbazaar/vc';
import {holding, loaderOf, readJson} from './held.mjs';

const [contextsFolder, file, created, ...names] = process.argv.slice(2);
const held = holding(contextsFolder);
held.set(suiteContext.CONTEXT_URL, suiteContext.CONTEXT);
const documentLoader = loaderOf(held);

const keys = {
  'P-256': () => EcdsaMultikey.generate({curve: 'P-256'}),
  'P-384': () => EcdsaMultikey.generate({curve: 'P-384'}),
  Ed25519: () => Ed25519Multikey.generate(),
  2020: () => Ed25519VerificationKey2020.generate(),
};
const integrity = cryptosuite => key => new DataIntegrityProof({signer: key.signer(), cryptosuite, date: created});
const suites = {
  'eddsa-rdfc-2022': ['Ed25519', integrity(eddsa)],
  'ecdsa-rdfc-2019 P-256': ['P-256', integrity(ecdsa)],
  'ecdsa-rdfc-2019 P-384': ['P-384', integrity(ecdsa)],
  'eddsa-jcs-2022': ['Ed25519', integrity(jcs())],
  Ed25519Signature2020: ['2020', key => new Ed25519Signature2020({key, date: created})],
};

async function signed(name) {
  const [kind, suiteOf] = suites[name];
  const key = await keys[kind]();
  key.controller = `did:key:${key.publicKeyMultibase}`;
  key.id = `${key.controller}#${key.publicKeyMultibase}`;
  const credential = readJson(file);
  credential.issuer.id = key.controller;
  return issue({credential, suite: suiteOf(key), documentLoader});
}

const credentials = [];
for(const name of names) {
  credentials.push(await signed(name));
}
console.log(JSON.stringify(credentials));
