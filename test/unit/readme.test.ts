import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { buildProgram } from '../../src/cli/program';

interface Manifest {
  contributes: { configuration: { properties: Record<string, unknown> } };
}

describe('the documentation', () => {
  it('names every setting', () => {
    const text = readFileSync('docs/settings.md', 'utf8');
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
    for (const name of Object.keys(contributes.configuration.properties))
      assert.ok(text.includes(`\`${name}\``), name);
  });

  it('shows every command of the command line', () => {
    const text = readFileSync('docs/command-line.md', 'utf8');
    for (const command of buildProgram().commands)
      assert.match(text, new RegExp(`^node dist/cli\\.js ${command.name()}\\b`, 'm'));
  });

  it('has a README that is read in one go, whose links and pictures exist', () => {
    const text = readFileSync('README.md', 'utf8');
    assert.ok(text.trimEnd().split('\n').length <= 150);
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path!);
    assert.ok(links.length > 5);
    for (const path of links) assert.ok(existsSync(path), path);
  });
});
