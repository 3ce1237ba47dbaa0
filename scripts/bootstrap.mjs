// The commands of a fresh clone: npm start, npm test, npm run bench, npm run vibe. Plain JavaScript without dependencies, and here without
// new syntax, so that an old Node gets a sentence and not a syntax error.
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`Vibe needs Node 20 or newer to install itself; this is ${process.version}. See https://nodejs.org/.`);
  process.exit(1);
}
import('./bootstrap/main.mjs').then((module) => module.main(process.argv.slice(2)));
