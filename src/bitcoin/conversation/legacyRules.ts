import { visible } from '../../shared/text/visible';
import { MESSAGE_TYPES } from '../messageTypes';
import { summarize } from '../summarize';
import type { Connection } from './connection';
import { type Check, rules } from './group';
import type { Heard } from './heard';
import { who } from './readers';

const KNOWN = new Set<string>(MESSAGE_TYPES);

const RULES = rules({
  rejectMessage: {
    severity: 'note',
    about: 'A `reject`, which Core has not sent since 0.20 and ignores.',
    source: 'BIP61',
  },
  alertMessage: {
    severity: 'note',
    about:
      'An `alert`; Core sends a last one to peers of version 70012 or less, and ignores those it gets.',
    source: 'net_processing.cpp, ProcessMessage (finalAlert)',
  },
  unknownType: {
    severity: 'note',
    about: 'A message of a type that Core does not know, and ignores.',
    source: 'protocol.h, ALL_NET_MESSAGE_TYPES',
  },
});

export const legacyRules = {
  rules: RULES,
  checks: {
    reject(connection, message) {
      const text = `${who(message)} sends ${summarize('reject', message.payload, message.size)}, a message of the past that Core ignores.`;
      connection.tell(RULES.rejectMessage, message, text);
    },
    alert(connection, message) {
      const text = `${who(message)} sends alert, a message of the past that Core ignores.`;
      connection.tell(RULES.alertMessage, message, text);
    },
  } satisfies Record<string, Check>,
};

/** Whether Core knows the type of a message. */
export function isKnownType(messageType: string): boolean {
  return KNOWN.has(messageType);
}

/** Of a type that neither Core nor a rule knows. */
export function unknownType(connection: Connection, message: Heard): void {
  const name =
    message.messageType === '' ? 'a message without a type' : visible(message.messageType);
  connection.tell(
    RULES.unknownType,
    message,
    `${who(message)} sends ${name}, of a type that Core does not know.`,
  );
}
