// Judges documents by a JSON schema of draft 2020-12.
//
//   node validate.mjs SCHEMA < DOCUMENTS        DOCUMENTS is a JSON array
//
// Prints an array: null for a document that is valid, else what is wrong.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// The build installs it there, beside nothing of ours.
const require = createRequire(new URL('../../../artifacts/interop-pipelines/package.json', import.meta.url));
const Ajv = require('ajv/dist/2020').default;

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, strictTuples: false, allErrors: true });
const validate = ajv.compile(JSON.parse(readFileSync(process.argv[2])));
const documents = JSON.parse(readFileSync(0));

console.log(JSON.stringify(documents.map(document => validate(document) ? null : ajv.errorsText(validate.errors))));
