import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Peer } from '../../src/capture/model/peer';
import type { Dialogs, PickItem, PickList } from '../../src/extension/host/dialogs';
import type { Services } from '../../src/extension/services';
import type { PeersRow } from '../../src/shared/webview/peersProtocol';

export const EXTENSION = 'bitcoin-p2p-trace.bitcoin-p2p-trace';

/** Answers in place of a person; what was asked and said is kept. */
export class ScriptedDialogs implements Dialogs {
  /** Part of the label to choose; undefined dismisses. */
  choice: string | undefined = 'Demo node';
  /** Of what is written. */
  redaction = 'As it was recorded';
  /** Labels to pick of many. */
  choices: string[] = [];
  file: string | undefined;
  answer: string | undefined;
  button: string | undefined;
  readonly offered: PickItem<unknown>[][] = [];
  /** Warnings too. */
  readonly errors: string[] = [];
  readonly informed: string[] = [];
  readonly stages: string[] = [];
  cancel = new AbortController();

  pick<T>(_title: string, _placeholder: string, items: PickItem<T>[]): Promise<T | undefined> {
    this.offered.push(items);
    const redacted = items.find(({ label }) => label === this.redaction);
    if (redacted) return Promise.resolve(redacted.value);
    const { choice } = this;
    const item =
      choice === undefined ? undefined : items.find((each) => text(each).includes(choice));
    return Promise.resolve(item?.value);
  }

  pickGrowing<T>(title: string, list: () => PickList<T>): Promise<T | undefined> {
    const { placeholder, items } = list();
    return this.pick(title, placeholder, items);
  }

  pickMany<T>(_title: string, _placeholder: string, items: PickItem<T>[]): Promise<T[]> {
    this.offered.push(items);
    const chosen = items.filter(({ label }) => this.choices.includes(label));
    return Promise.resolve(chosen.map(({ value }) => value));
  }

  ask(): Promise<string | undefined> {
    return Promise.resolve(this.answer);
  }

  openFile(): Promise<string | undefined> {
    return Promise.resolve(this.file);
  }

  saveFile(): Promise<string | undefined> {
    return Promise.resolve(this.file);
  }

  error(message: string, buttons: string[]): Promise<string | undefined> {
    this.errors.push(message);
    return this.press(buttons);
  }

  warn(message: string, buttons: string[]): Promise<string | undefined> {
    return this.error(message, buttons);
  }

  inform(message: string, buttons: string[]): Promise<string | undefined> {
    this.informed.push(message);
    return this.press(buttons);
  }

  private press(buttons: string[]): Promise<string | undefined> {
    const { button } = this;
    this.button = undefined;
    return Promise.resolve(buttons.find((each) => each === button));
  }

  progress(
    _title: string,
    work: (report: (text: string) => void, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    return work((stage) => this.stages.push(stage), this.cancel.signal);
  }
}

function text(item: PickItem<unknown>): string {
  return `${item.label} ${item.description ?? ''} ${item.detail ?? ''}`;
}

/** The activated extension. */
export async function activated(): Promise<Services> {
  const extension = vscode.extensions.getExtension<Services>(EXTENSION);
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** New dialogs in place of the extension's. */
export function scriptDialogs(services: Services): ScriptedDialogs {
  const dialogs = new ScriptedDialogs();
  services.holder.current = dialogs;
  return dialogs;
}

/** @throws when it does not become true within 30 seconds. */
export async function until(what: string, isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (isTrue()) return;
    await setTimeout(50);
  }
  throw new Error(`${what}: not within 30 s`);
}

export async function run(command: string, ...args: unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}

/** The rows of peers in the Peers view. */
export function peerRows({ tree }: Services): PeersRow[] {
  return tree.shownNow.rows.filter(({ kind }) => kind === 'peer');
}

/** What the model has of a row of the Peers view. */
export function peerOf({ tree }: Services, { id }: PeersRow): Peer {
  const [element] = tree.targets({ row: id }).elements;
  assert.ok(element?.kind === 'peer', id);
  return element.peer;
}
