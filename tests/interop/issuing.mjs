// How long @digitalbazaar/vc takes to issue a credential, without a network.
//
//   node issuing.mjs CONTEXTS CREDENTIAL ROUNDS EACH
//
// Prints the seconds of processor time of one credential in each round, as a JSON array. CREDENTIAL is a file
// with the unsigned document.

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {issue} from '@digitalbazaar/vc';
import {holding, loaderOf, readJson} from './held.mjs';

const [contextsFolder, file, rounds, each] = process.argv.slice(2);
const documentLoader = loaderOf(holding(contextsFolder));
const unsigned = readJson(file);
const pair = await Ed25519Multikey.generate({controller: unsigned.issuer.id});
pair.id = `${unsigned.issuer.id}#key`;

async function once() {
  const suite = new DataIntegrityProof({signer: pair.signer(), cryptosuite});
  await issue({credential: structuredClone(unsigned), suite, documentLoader});
}

for(let warm = 0; warm < 20; warm++) {
  await once();
}
const seconds = [];
for(let round = 0; round < Number(rounds); round++) {
  const started = process.cpuUsage();
  for(let number = 0; number < Number(each); number++) {
    await once();
  }
  const {user, system} = process.cpuUsage(started);
  seconds.push((user + system) / 1e6 / Number(each));
}
console.log(JSON.stringify(seconds));
