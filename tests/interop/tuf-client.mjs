// A device as tuf-js makes one, for tests. Each simulated device is one folder: metadata/ is what it trusts, targets/ what it fetched.
//
//   node tuf-client.mjs init FOLDER ROOT              begins with this root
//   node tuf-client.mjs refresh FOLDER URL            prints the versions that it trusts then
//   node tuf-client.mjs fetch FOLDER URL PATH...      refreshes and fetches: prints each file's place, digest and length, or null if nobody lists it
//
// Answers are one line of JSON on standard output. {"error":...} and exit code 1: what was read is not trusted. Anything else that goes wrong says
// nothing there.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// The build installs it there, beside nothing of ours.
const require = createRequire(new URL('../../artifacts/interop/package.json', import.meta.url));
const { Updater } = require('tuf-js');

const [command, folder, ...rest] = process.argv.slice(2);
const metadata = join(folder, 'metadata');
const targets = join(folder, 'targets');

const open = url => new Updater({
  metadataDir: metadata,
  metadataBaseUrl: `${url}metadata`,
  targetDir: targets,
  targetBaseUrl: `${url}targets`,
});

const versions = () => Object.fromEntries(['root', 'timestamp', 'snapshot', 'targets'].map(
  role => [role, JSON.parse(readFileSync(join(metadata, `${role}.json`))).signed.version]));

const fetchOne = async (updater, path) => {
  const listed = await updater.getTargetInfo(path);
  if (!listed) return null;
  const file = await updater.downloadTarget(listed);
  const bytes = readFileSync(file);
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), length: bytes.length };
};

const commands = {
  init: async root => {
    mkdirSync(metadata, { recursive: true });
    mkdirSync(targets, { recursive: true });
    copyFileSync(root, join(metadata, 'root.json'));
    return {};
  },
  refresh: async url => {
    await open(url).refresh();
    return versions();
  },
  fetch: async (url, ...paths) => {
    const updater = open(url);
    await updater.refresh();
    const files = {};
    for (const path of paths) files[path] = await fetchOne(updater, path);
    return { ...versions(), files };
  },
};

const distrust = /^(Repository|BadVersion|EqualVersion|ExpiredMetadata|UnsignedMetadata|LengthOrHashMismatch|DownloadLengthMismatch)Error$/;

try {
  console.log(JSON.stringify(await commands[command](...rest)));
} catch (refusal) {
  if (!distrust.test(refusal.constructor.name)) throw refusal;
  console.log(JSON.stringify({ error: refusal.constructor.name, message: refusal.message }));
  process.exitCode = 1;
}
