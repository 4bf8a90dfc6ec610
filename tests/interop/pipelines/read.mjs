// Reads GitHub workflows: YAML 1.2, each key once.
//
//   node read.mjs < WORKFLOWS        WORKFLOWS is a JSON object: path to text
//
// Prints an object: path to the workflow as JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// The build installs it there, beside nothing of ours.
const require = createRequire(new URL('../../../artifacts/interop-pipelines/package.json', import.meta.url));
const { parse } = require('yaml');

const workflows = Object.entries(JSON.parse(readFileSync(0)));

console.log(JSON.stringify(Object.fromEntries(workflows.map(([path, text]) => [path, parse(text)]))));
