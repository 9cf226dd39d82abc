import { EventEmitter } from 'node:events';
import { Box, render, Text, useInput, type Key } from 'ink';
import { createElement, type ReactNode } from 'react';
import type { Line } from './line';
import type { Size } from './monitorView';
import { Terminal } from './terminal';

/** A terminal that the monitor has for itself, until it is closed. */
export interface Screen {
  readonly size: Size;
  draw(lines: readonly Line[]): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

export interface ScreenEvents {
  /** @param key A character, or the name of a key: see MonitorView.press. */
  onKey: (key: string) => void;
  onResize: () => void;
}

/** Takes the terminal over. This file is a bundle of its own, since Ink is an ES module that awaits at its top. */
export function openScreen({ onKey, onResize }: ScreenEvents): Screen {
  const terminal = new Terminal(onResize);
  // In this mode Ink hands over each picture as a whole, and moves no cursor.
  const output = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns: terminal.size.columns,
    rows: terminal.size.rows,
    write: (picture: string) => terminal.write(picture),
  });
  const ink = render(createElement(View, { lines: [], onKey }), {
    stdout: output as unknown as NodeJS.WriteStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  });
  return {
    get size() {
      return terminal.size;
    },
    draw: (lines) => {
      Object.assign(output, terminal.size);
      output.emit('resize');
      ink.rerender(createElement(View, { lines, onKey }));
    },
    close: () => {
      terminal.leave();
      ink.unmount();
    },
  };
}

interface ViewProps {
  lines: readonly Line[];
  onKey: (key: string) => void;
}

function View({ lines, onKey }: ViewProps): ReactNode {
  useInput((input, key) => keysOf(input, key).forEach(onKey));
  return createElement(
    Box,
    { flexDirection: 'column' },
    lines.map((line, i) => createElement(Row, { key: i, line })),
  );
}

function Row({ line }: { line: Line }): ReactNode {
  return createElement(
    Text,
    { wrap: 'truncate-end' },
    line.map(({ text, dim = false, ...look }, i) =>
      // An empty line would take no room.
      createElement(Text, { key: i, ...look, dimColor: dim }, text || ' '),
    ),
  );
}

const NAMES = {
  upArrow: 'up',
  downArrow: 'down',
  pageUp: 'pageup',
  pageDown: 'pagedown',
  home: 'home',
  end: 'end',
  return: 'enter',
  escape: 'escape',
  tab: 'tab',
  backspace: 'backspace',
  delete: 'backspace',
} as const satisfies Partial<Record<keyof Key, string>>;

const CONTROLS: Partial<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\x03': 'ctrl-c',
};

/** Fast typing and pasting arrive together. */
function keysOf(input: string, key: Key): string[] {
  const named = Object.entries(NAMES).find(([name]) => key[name as keyof typeof NAMES]);
  if (named) return [named[1]];
  if (key.ctrl) return input === 'c' ? ['ctrl-c'] : [];
  if (key.meta) return [];
  return Array.from(input).flatMap((each) => CONTROLS[each] ?? (each < ' ' ? [] : [each]));
}
