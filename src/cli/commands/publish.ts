import type { Command } from 'commander';
import { parseSpoolLimit, type TraceFlags } from '../cliOptions';
import { parseNode, serverOf, type ServerFlags, withServerOptions } from '../fleet/fleetFlags';
import { publishTrace } from '../traceCommand';
import { withTargetOptions } from './traceOptions';

interface PublishFlags extends TraceFlags, ServerFlags {
  name?: string;
  spool?: string;
  spoolLimit: number;
  peerObserver?: boolean;
}

const EXAMPLES = `
Examples:
  bitcoin-p2p-trace publish --nats nats://10.0.0.5 --binary /usr/local/bin/bitcoind --name berlin
  bitcoin-p2p-trace publish --nats tls://nats.example --creds agent.creds --pid 1234`;

/** `publish` */
export function addPublish(program: Command): void {
  const command = withTargetOptions(
    program
      .command('publish')
      .description(
        'publish what a node does to a NATS server, where others read it: the agent of a fleet',
      ),
  );
  withServerOptions(command, 'the server')
    .option(
      '--name <name>',
      'what the node is called; the name of this machine by default',
      parseNode,
    )
    .option('--spool <directory>', 'where is kept what cannot be sent while the server is away')
    .option(
      '--spool-limit <bytes>',
      'how much of the disk that may take; 0 for nothing',
      parseSpoolLimit,
      1024 ** 3,
    )
    .option(
      '--peer-observer',
      'also publish to the subjects of peer-observer, in its format, for its tools',
    )
    .addHelpText('after', EXAMPLES)
    .action((flags: PublishFlags) => {
      if (flags.nats === undefined) command.error('error: --nats is needed');
      const { name, stream, spool, spoolLimit, peerObserver } = flags;
      return publishTrace(flags, {
        server: serverOf(flags),
        name,
        stream,
        spool,
        spoolLimit,
        peerObserver,
      });
    });
}
