// Cuts what is about releases out of GitHub's description of its REST API, which has a thousand other paths.
//
//   node describe.mjs FILE
import { readFileSync, writeFileSync } from 'node:fs';

// The build installs it there, beside nothing of ours.
const whole = JSON.parse(readFileSync(new URL('../../../artifacts/interop-github/node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url)));
const paths = Object.fromEntries(Object.entries(whole.paths).filter(([path]) => path.startsWith('/repos/{owner}/{repo}/releases')));
const components = {};

const take = node => {
  if (node === null || typeof node !== 'object') return;
  const [, , kind, name] = node.$ref?.split?.('/') ?? [];
  if (name && !components[kind]?.[name]) {
    (components[kind] ??= {})[name] = whole.components[kind][name];
    take(components[kind][name]);
  }
  Object.values(node).forEach(take);
};

take(paths);
writeFileSync(process.argv[2], JSON.stringify({ openapi: whole.openapi, info: whole.info, servers: whole.servers, paths, components }));
