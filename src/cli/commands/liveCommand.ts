import type { Command } from 'commander';
import type { EventFormat } from '../../capture/export/exporter';
import type { TraceFlags } from '../cliOptions';
import { printTrace } from '../traceCommand';
import {
  refuseMixedFollow,
  withFleetOptions,
  withFollowOptions,
  type FleetFlags,
} from '../fleet/fleetFlags';
import { withTraceOptions } from './traceOptions';

/** A command that prints a live trace in a format, whose name it has. */
export function liveCommand(format: EventFormat, description: string): (program: Command) => void {
  const { id, needsPayloads, messagesOnly } = format;
  return (program) => {
    withFollowOptions(
      withFleetOptions(withTraceOptions(program.command(id).description(description))),
    )
      .addHelpText('after', `\nExample:\n  bitcoin-p2p-trace ${id} --pid 1234 --count 100`)
      .action((flags: TraceFlags & FleetFlags, command: Command) => {
        refuseMixedFollow(command, flags);
        if (!needsPayloads && flags.snapLength !== undefined)
          command.error(`error: --snap-length has no effect on ${id}, which prints no payload`);
        if (messagesOnly && flags.coins)
          command.error(`error: --coins has no effect on ${id}, which prints messages only`);
        return printTrace(format, flags);
      });
  };
}
