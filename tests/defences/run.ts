import { ensureBuilt } from '../../scripts/build/build.ts';
import { workspaces } from '../../scripts/build/workspaces.ts';
import { startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres.ts';
import { copyOfTheTree } from './copy.ts';
import { defences } from './list.ts';
import { runTests } from './run-tests.ts';

/**
 * `npm run defences [words]`: takes each defence of the threat model out, in a copy of this tree, and demands that its test fails there. With words: only the
 * attacks that name one of them. Some minutes; run by hand.
 */
const words = process.argv.slice(2);
const chosen = defences.filter(({ attack, without }) => words.length === 0 || words.some((word) => `${attack}: ${without}`.includes(word)));
await using copy = await copyOfTheTree();
const postgres = await startEmbeddedPostgres({ dataDir: `${copy.folder}/.postgres`, ephemeral: true });
const build = () => ensureBuilt({ root: copy.folder, all: workspaces(copy.folder), part: 'code' });
const run = (tests: Parameters<typeof runTests>[1]) => runTests(copy.folder, tests, postgres.url);

try {
  await build();
  console.log('As things are …');
  const before = await run(chosen.map(({ test }) => test));
  const silent = chosen.map(({ test }) => test).filter((test) => !before.passed.includes(test));
  if (silent.length > 0) throw new Error(`With all defences in place these do not pass:\n${silent.map(({ name }) => name).join('\n')}`);
  console.log(`… all ${before.passed.length} tests pass.\n`);

  let held = 0;
  for (const { attack, without, edits, test } of chosen) {
    const putBack = await copy.change(edits);
    await build();
    const { failed, passed } = await run([test]);
    await putBack();
    const isHeld = failed.length > 0;
    held += Number(isHeld);
    console.log(
      `${isHeld ? 'fails, as it must' : passed.length > 0 ? 'PASSES' : 'DID NOT RUN'} | ${attack} | ${without} | ${test.file}: ${test.name}`,
    );
  }
  console.log(`\n${held} of ${chosen.length} tests fail without their defence.`);
  process.exitCode = held === chosen.length ? 0 : 1;
} finally {
  await postgres.stop();
}
