// Documents at hand, for verifiers of others that would otherwise look for them in a network.

import {readFileSync} from 'node:fs';
import {join} from 'node:path';

export const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

// The documents of a JSON file by address, the contexts of a folder with index.json (address -> file), and every key
// of a DID document under its own address.
export function holding(contextsFolder, documentsFile) {
  const held = new Map(Object.entries(documentsFile ? readJson(documentsFile) : {}));
  for(const [address, file] of Object.entries(readJson(join(contextsFolder, 'index.json')))) {
    held.set(address, readJson(join(contextsFolder, file)));
  }
  for(const document of [...held.values()]) {
    for(const method of document.verificationMethod ?? []) {
      held.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
    }
  }
  return held;
}

export function loaderOf(held) {
  return async url => {
    if(!held.has(url)) {
      throw new Error(`not at hand, and never fetched: ${url}`);
    }
    return {contextUrl: null, documentUrl: url, document: held.get(url)};
  };
}

export function problemsOf(error) {
  return error ? [error.message, ...(error.errors ?? []).flatMap(problemsOf), ...problemsOf(error.cause)] : [];
}
