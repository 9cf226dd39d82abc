import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { buildProgram } from '../../src/cli/program';

interface Manifest {
  contributes: { configuration: { properties: Record<string, unknown> } };
}

describe('README.md', () => {
  const text = readFileSync('README.md', 'utf8');

  it('names every setting', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
    for (const name of Object.keys(contributes.configuration.properties))
      assert.ok(text.includes(`\`${name}\``), name);
  });

  it('shows every command of the command line', () => {
    for (const command of buildProgram().commands)
      assert.match(text, new RegExp(`^node dist/cli\\.js ${command.name()}\\b`, 'm'));
  });
});
