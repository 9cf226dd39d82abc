import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Called by VS Code in its extension host. @throws when a test fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ timeout: 60_000, reporter: 'spec' });
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }))
    if (/\.(test|bench)\.js$/.test(name)) mocha.addFile(join(__dirname, name));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed`);
}
