import assert from 'node:assert/strict';
import { CommanderError } from 'commander';
import { parseTypes } from '../../../src/cli/cliOptions';
import { buildProgram } from '../../../src/cli/program';
import { UserError } from '../../../src/shared/errors/userError';

/** Parses a command line. @returns what it says on standard error, and how it fails. */
async function run(...args: string[]): Promise<{ said: string; error: unknown }> {
  const program = buildProgram();
  let said = '';
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeErr: (text) => (said += text), writeOut: () => undefined });
  try {
    await program.parseAsync(['node', 'bitcoin-p2p-trace', ...args]);
    return { said, error: undefined };
  } catch (error) {
    return { said, error };
  }
}

describe('program', () => {
  it('takes message types in any case', () => {
    assert.deepEqual(parseTypes('INV,GetData,made-Up'), ['inv', 'getdata', 'made-Up']);
  });

  const wrong: [string[], RegExp][] = [
    [[], /Usage/],
    [['watch'], /unknown command/],
    [['log', '--frobnicate'], /unknown option/],
    [['print', 'x', '--decode'], /--decode needs --format json/],
    [
      ['print', 'x', '--format', 'json', '--decode=full', '--depth', '-1'],
      /whole number is needed/,
    ],
    [['print', 'x', '--format', 'json', '--decode', '--depth', '1'], /--depth needs --decode=full/],
    [['print', 'x', '--format', 'json', '--decode=all'], /Forms are compact and full\./],
    [
      ['print', '--format', 'json', '--decode', 'x'],
      /argument 'x' is invalid\..* write it before --decode, or name the form: --decode=compact FILE/,
    ],
    [['print', 'x', '--chain', 'lightning'], /Allowed choices are main/],
    [['log', '--pid', '0'], /A process id is needed/],
    [['log', '--pid', '1e3'], /A process id is needed/],
    [['log', '--pid', '12', '--binary', '/bin/x'], /cannot be used with/],
    [['raw', '--count', '0'], /A whole number from 1 is needed/],
    [['raw', '--count', '1.5'], /A whole number from 1 is needed/],
    [['json', '--duration', '-1'], /at most 24 days/],
    [['json', '--duration', 'soon'], /at most 24 days/],
    [['log', '--ring-size', '3M'], /power of two/],
    [['log', '--ring-size', '64'], /power of two/],
    [['log', '--ring-size', '4G'], /power of two/],
    [['log', '--ring-size', '2M'], /from 4M to 1G/],
    [['raw', '--snap-length', '4000001'], /from 0 to 4000000/],
    [['log', '--snap-length', '16'], /--snap-length has no effect on log/],
    [['log', '--coins'], /--coins has no effect on log/],
    [['json', '--coins', 'yes'], /too many arguments/],
    [['log', '--direction', 'inbound'], /Allowed choices are in, out/],
    [['log', '--type', ''], /message types are needed/],
    [['log', '--type', 'inv,sendheaders2longer'], /message types are needed/],
    [['log', '--type', Array.from({ length: 17 }, () => 'inv').join()], /1 to 16 message types/],
    [['json', '--peer', '1,-2'], /peer ids are needed/],
    [['json', '--peer', Array.from({ length: 17 }, (_, i) => i).join()], /1 to 16 peer ids/],
    [['record'], /missing required argument/],
    [['print'], /missing required argument/],
    [['print', 'x', '--format', 'xml'], /log, raw, json/],
    [['nodes', 'surplus'], /too many arguments/],
  ];
  for (const [args, says] of wrong)
    it(`refuses: ${args.join(' ') || 'nothing'}`, async () => {
      const { said, error } = await run(...args);
      assert.ok(error instanceof CommanderError && error.exitCode !== 0, String(error));
      assert.match(said, says);
    });

  const failing: [string[], string][] = [
    [['log', '--pid', '4194304'], 'node-vanished'],
    [['log', '--binary', '/nonexistent/bitcoind'], 'no-target'],
    [['log', '--binary', '/bin/true', '--ring-size', '4M'], 'no-probes'],
    [['record', __filename, '--binary', '/bin/true'], 'file-exists'],
    [['record', '/nonexistent/file', '--pid', '1'], 'save-failed'],
    [['record', '/proc/file', '--pid', '1'], 'save-failed'],
    [['record', '/dev/null', '--force', '--pid', '1'], 'save-failed'],
    [['record', __dirname, '--force', '--pid', '1'], 'save-failed'],
    [['print', '/nonexistent/file'], 'unreadable-capture'],
    [['print', __filename], 'unreadable-capture'],
  ];
  for (const [args, code] of failing)
    it(`fails before any password is asked for: ${args.slice(0, 2).join(' ')}: ${code}`, async () => {
      const { error } = await run(...args);
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.code, code);
    });
});
