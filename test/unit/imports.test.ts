import assert from 'node:assert/strict';
import { parseCircular, parseDependencyTree } from 'dpdm';

describe('imports', () => {
  it('form no cycle, those of types neither', async () => {
    const tree = await parseDependencyTree(['src/**/*.ts', 'webview/**/*.ts'], {});
    assert.ok(Object.keys(tree).includes('src/capture/capture.ts'));
    assert.deepEqual(parseCircular(tree), []);
  });
});
