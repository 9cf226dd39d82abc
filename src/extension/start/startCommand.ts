import { findNodes, isTraceable } from '../../client/nodes';
import { noNodeFound } from '../../shared/errors/targetErrors';
import type { PassiveAction } from '../host/errorActions';
import { questionOf, type AskAgain } from '../fleet/askFleet';
import type { FleetChoice } from '../fleet/fleetAddress';
import type { Dialogs } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { isRemembered, remember, startChoices, type Remembered } from './startChoices';
import type { StartRequest, TraceControl } from './traceControl';

export interface StartDependencies {
  control: TraceControl;
  dialogs: () => Dialogs;
  /** What was chosen last, in earlier windows too. */
  lastChoice: { get(): Remembered | undefined; set(choice: Remembered): void };
  /** Asks which fleet is to be read. @returns undefined when dismissed. */
  askFleet(again?: AskAgain): Promise<FleetChoice | undefined>;
  /** Does what a button says that does not start anything. */
  act: (action: PassiveAction) => void;
  /** Called when a trace is about to start. @returns Called when it did not. */
  onStarting: () => () => void;
  /** Called when the trace runs. */
  onStarted: () => void;
}

interface Partial {
  choice?: StartRequest['choice'];
  launcher?: StartRequest['launcher'];
  /** A fleet is asked for, with what was wrong with it before. */
  fleet?: AskAgain | 'any';
}

/** `Bitcoin: Start P2P Trace`: asks what to trace, starts the trace, and does what the buttons of errors say. */
export class StartCommand {
  private last: Partial = {};

  constructor(private readonly deps: StartDependencies) {}

  /** @param preset Answers to questions that are then not asked. */
  async run(preset: Partial = {}): Promise<void> {
    let request: Partial | undefined = preset;
    while (request) {
      this.last = request;
      try {
        await this.start(request);
        return;
      } catch (error) {
        request = await this.report(error);
      }
    }
  }

  /** Traces what was traced before; where it does not run now, asks what to trace instead. */
  async again(remembered: Remembered): Promise<void> {
    const choice = remembered.kind === 'node' ? await runningNode(remembered) : remembered;
    await this.run(choice && { choice });
  }

  /** Reports an error from after the start; its buttons may start another trace. */
  async failed(error: unknown): Promise<void> {
    const request = await this.report(error);
    if (request) await this.run(request);
  }

  private async start(request: Partial): Promise<void> {
    const { control, lastChoice, onStarting, onStarted } = this.deps;
    // Whoever asks for the demo while it runs wants to see it.
    if (request.choice?.kind === 'demo' && control.tracesDemo) {
      onStarted();
      return;
    }
    const isOfFleet = request.fleet !== undefined || request.choice?.kind === 'fleet';
    control.check(isOfFleet ? 'fleet' : 'local');
    const choice = request.choice ?? (await this.ask(request.fleet));
    if (!choice) return;
    this.last = { ...request, choice };
    const failed = onStarting();
    try {
      await control.start({ choice, launcher: request.launcher });
    } catch (error) {
      failed();
      throw error;
    }
    lastChoice.set(remember(choice));
    onStarted();
  }

  private async ask(fleet: Partial['fleet']): Promise<StartRequest['choice'] | undefined> {
    if (fleet) return this.deps.askFleet(fleet === 'any' ? undefined : fleet);
    const nodes = await findNodes();
    const placeholder = nodes.some(isTraceable)
      ? 'Which node should be traced?'
      : // The choices are what to do next.
        noNodeFound().message;
    const items = startChoices(nodes, this.deps.lastChoice.get());
    const choice = await this.deps.dialogs().pick('Start P2P Trace', placeholder, items);
    if (choice?.kind === 'ask-fleet') return this.deps.askFleet();
    return choice?.kind === 'browse' ? this.browse() : choice;
  }

  private async browse(): Promise<StartRequest['choice'] | undefined> {
    const question = { title: 'Trace every process of this binary', action: 'Trace' };
    const binary = await this.deps.dialogs().openFile(question);
    return binary === undefined ? undefined : { kind: 'binary', binary };
  }

  /** @returns What to start next, if anything. */
  private async report(error: unknown): Promise<Partial | undefined> {
    const action = await reportError(error, this.deps.dialogs());
    switch (action) {
      case 'retry':
        // A process that has ended is not there for another try.
        return this.last.choice?.kind === 'node' ? {} : this.last;
      case 'browse': {
        const choice = await this.browse();
        return choice && { choice };
      }
      case 'use-terminal':
        return { ...this.last, launcher: 'terminal' };
      case 'use-dialog':
        return { ...this.last, launcher: 'pkexec' };
      case 'use-demo':
        return { choice: { kind: 'demo' } };
      case 'stop-and-start':
        await this.deps.control.stop();
        return this.last;
      case 'other-address':
      case 'other-credentials':
      case 'other-certificates':
      case 'other-nodes': {
        const { choice } = this.last;
        if (choice?.kind !== 'fleet') return { fleet: 'any' };
        return { fleet: { address: choice.address, about: questionOf(action)! } };
      }
      case undefined:
        return undefined;
      default:
        this.deps.act(action);
        return undefined;
    }
  }
}

async function runningNode(remembered: Remembered): Promise<StartRequest['choice'] | undefined> {
  const nodes = (await findNodes()).filter(isTraceable);
  const choices = nodes.map((node) => ({ kind: 'node' as const, node }));
  return choices.find((choice) => isRemembered(choice, remembered));
}
