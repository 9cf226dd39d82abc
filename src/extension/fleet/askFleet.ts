import { readFile } from 'node:fs/promises';
import { readMoment } from '../../shared/text/moment';
import { assertNever } from '../../shared/assertNever';
import { unreadableCredentials } from '../../shared/errors/fleetErrors';
import { UserError, type ErrorAction } from '../../shared/errors/userError';
import { errnoText } from '../../shared/text/errnoText';
import type { FleetLook } from '../../fleet/reader/lookAtFleet';
import type { ServerOptions } from '../../fleet/nats/connect';
import type { Dialogs, PickItem } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { nodeStateText, timeText } from '../peers/nodeStateText';
import {
  fleetName,
  splitUrl,
  urlProblem,
  type FleetAddress,
  type FleetChoice,
  type FleetLogin,
} from './fleetAddress';
import { serverOf, type FleetStore } from './fleetStore';

const TITLE = 'Connect to a Fleet';
const MINUTE = 60_000;

export interface AskFleetDependencies {
  dialogs: () => Dialogs;
  store: FleetStore;
  lookAt: (
    server: ServerOptions,
    stream: string | undefined,
    signal: AbortSignal,
  ) => Promise<FleetLook | { streams: string[] }>;
}

/** Where to go on with a fleet that could not be read. */
export interface AskAgain {
  address: FleetAddress;
  about: 'credentials' | 'address' | 'certificates' | 'nodes';
}

/** An address with what is secret of it, before anything of it is kept. */
interface Draft {
  address: FleetAddress;
  secret: string | undefined;
}

/** Asks which fleet is to be read, how to log in, from when, and which nodes. @returns undefined when dismissed. */
export async function askFleet(
  deps: AskFleetDependencies,
  again?: AskAgain,
): Promise<FleetChoice | undefined> {
  let draft = again ? await corrected(deps, again) : await askWhich(deps);
  let look: FleetLook | undefined;
  while (draft && !look) {
    const found = await lookOrWhyNot(deps, draft);
    if ('states' in found) look = found;
    else if ('streams' in found) draft = await askStream(deps, draft, found.streams);
    else draft = await afterError(deps, draft, found.error);
  }
  if (!draft || !look) return undefined;
  await deps.store.remember(draft.address, draft.secret);
  const from = await askFrom(deps.dialogs(), look);
  if (!from) return undefined;
  const nodes = await askNodes(deps.dialogs(), look);
  return nodes && { kind: 'fleet', address: draft.address, nodes, from: from.unixMs };
}

/** `Bitcoin: Forget a Fleet…` */
export async function forgetFleet({
  store,
  dialogs,
}: Pick<AskFleetDependencies, 'store' | 'dialogs'>): Promise<void> {
  const { all } = store;
  if (all.length === 0) {
    await dialogs().inform('No fleet is remembered.', []);
    return;
  }
  const items = all.map((address) => ({ ...fleetItem(address), group: '', value: address }));
  const question = 'Which fleet should be forgotten, with its password or credentials?';
  const address = await dialogs().pick('Forget a Fleet', question, items);
  if (address) await store.forget(address);
}

export function fleetItem(address: FleetAddress): Pick<PickItem<unknown>, 'label' | 'icon'> {
  return { label: fleetName(address), icon: 'cloud' };
}

async function askWhich(deps: AskFleetDependencies): Promise<Draft | undefined> {
  const { all } = deps.store;
  if (all.length === 0) return askNew(deps);
  type Which = { kind: 'known'; address: FleetAddress } | { kind: 'new' } | { kind: 'forget' };
  const items: PickItem<Which>[] = [
    ...all.map((address) => ({
      ...fleetItem(address),
      description: loginText(address.login),
      group: 'Connected to before',
      value: { kind: 'known' as const, address },
    })),
    { label: 'Another fleet…', icon: 'add', group: 'Other', value: { kind: 'new' } },
    { label: 'Forget a fleet…', icon: 'trash', group: 'Other', value: { kind: 'forget' } },
  ];
  const which = await deps.dialogs().pick(TITLE, 'Which fleet?', items);
  switch (which?.kind) {
    case undefined:
      return undefined;
    case 'known':
      return { address: which.address, secret: await deps.store.secretOf(which.address) };
    case 'new':
      return askNew(deps);
    case 'forget':
      await forgetFleet(deps);
      return askWhich(deps);
    default:
      return assertNever(which);
  }
}

function loginText(login: FleetLogin): string {
  if (login.kind === 'none') return 'without credentials';
  return login.kind === 'creds' ? 'credentials file' : '';
}

async function askNew(deps: AskFleetDependencies, value = ''): Promise<Draft | undefined> {
  const prompt = 'The address of a NATS server: nats://host:4222, or tls://host';
  const typed = await deps.dialogs().ask(TITLE, prompt, value, { check: urlProblem });
  if (typed === undefined || urlProblem(typed) !== undefined) return undefined;
  const { url, user, password } = splitUrl(typed);
  if (user !== undefined && password !== undefined)
    return { address: { url, login: { kind: 'password', user } }, secret: password };
  return askLogin(deps, { url, login: { kind: 'none' } });
}

async function corrected(deps: AskFleetDependencies, again: AskAgain): Promise<Draft | undefined> {
  const { address, about } = again;
  switch (about) {
    case 'credentials':
      return askLogin(deps, address);
    case 'address':
      return askNew(deps, address.url);
    case 'certificates':
      return askCertificates(deps, { address, secret: await deps.store.secretOf(address) });
    case 'nodes':
      return { address, secret: await deps.store.secretOf(address) };
    default:
      return assertNever(about);
  }
}

/** @param why What was wrong with the ones before. */
async function askLogin(
  deps: AskFleetDependencies,
  address: FleetAddress,
  why = '',
): Promise<Draft | undefined> {
  const question = [why, 'How do you log in?'].filter(Boolean).join(' ');
  const isSecured = address.tlsCa ?? address.tlsCert;
  const how = await deps.dialogs().pick(TITLE, question, [
    { label: 'Without credentials', icon: 'circle-slash', group: '', value: 'none' },
    { label: 'User and password…', icon: 'person', group: '', value: 'password' },
    {
      label: 'Credentials file…',
      icon: 'key',
      description: '.creds, as nsc writes it',
      group: '',
      value: 'creds',
    },
    {
      label: 'More…',
      icon: 'lock',
      description: isSecured ? 'certificates are chosen' : 'certificates for TLS',
      group: 'More',
      value: 'tls',
    },
  ]);
  switch (how) {
    case 'none':
      return { address: { ...address, login: { kind: 'none' } }, secret: undefined };
    case 'password':
      return askPassword(deps, address);
    case 'creds':
      return askCreds(deps, address);
    case 'tls': {
      const secured = await askCertificates(deps, { address, secret: undefined });
      return secured && askLogin(deps, secured.address);
    }
    default:
      return undefined;
  }
}

async function askPassword(
  { dialogs }: AskFleetDependencies,
  address: FleetAddress,
): Promise<Draft | undefined> {
  const before = address.login.kind === 'password' ? address.login.user : '';
  const user = await dialogs().ask(TITLE, `User at ${address.url}`, before, {
    check: (text) => (text === '' ? 'A user is needed' : undefined),
  });
  if (!user) return undefined;
  const prompt = `Password of ${user} at ${address.url}: kept in VS Code’s secret storage`;
  const secret = await dialogs().ask(TITLE, prompt, '', { password: true });
  if (secret === undefined) return undefined;
  return { address: { ...address, login: { kind: 'password', user } }, secret };
}

/** The contents are kept, as a password is, so that the file may go. */
async function askCreds(
  { dialogs }: AskFleetDependencies,
  address: FleetAddress,
): Promise<Draft | undefined> {
  const title = 'Credentials for the NATS server: their contents are kept in the secret storage';
  const filters = { Credentials: ['creds'], 'All files': ['*'] };
  const path = await dialogs().openFile({ title, action: 'Use', filters });
  if (path === undefined) return undefined;
  try {
    const secret = await readFile(path, 'utf8');
    return { address: { ...address, login: { kind: 'creds' } }, secret };
  } catch (error) {
    throw unreadableCredentials(path, errnoText(error));
  }
}

async function askCertificates(
  { dialogs }: AskFleetDependencies,
  { address, secret }: Draft,
): Promise<Draft | undefined> {
  const which = await dialogs().pick(TITLE, 'Which certificates?', [
    {
      label: 'Authority of the server…',
      description: 'PEM: who signed its certificate',
      group: '',
      value: 'ca',
    },
    {
      label: 'Certificate and key of this client…',
      description: 'two PEM files',
      group: '',
      value: 'client',
    },
    { label: 'None', description: 'only what the system trusts', group: '', value: 'none' },
  ]);
  const filters = { PEM: ['pem', 'crt', 'cert', 'cer', 'key'], 'All files': ['*'] };
  const file = (title: string) => dialogs().openFile({ title, action: 'Use', filters });
  if (which === 'ca') {
    const tlsCa = await file('Authority that signed the certificate of the server');
    return tlsCa === undefined ? undefined : { address: { ...address, tlsCa }, secret };
  }
  if (which === 'client') {
    const tlsCert = await file('Certificate of this client');
    const tlsKey = tlsCert === undefined ? undefined : await file('Its key');
    if (tlsCert === undefined || tlsKey === undefined) return undefined;
    return { address: { ...address, tlsCert, tlsKey }, secret };
  }
  if (which !== 'none') return undefined;
  const { url, login, stream } = address;
  return { address: { url, login, ...(stream !== undefined && { stream }) }, secret };
}

async function askStream(
  { dialogs }: AskFleetDependencies,
  { address, secret }: Draft,
  streams: readonly string[],
): Promise<Draft | undefined> {
  const items = streams.map((stream) => ({ label: stream, group: '', value: stream }));
  const question = 'There is no stream P2PTRACE. These keep what nodes send: which one?';
  const stream = await dialogs().pick(TITLE, question, items);
  return stream === undefined ? undefined : { address: { ...address, stream }, secret };
}

async function lookOrWhyNot(
  { dialogs, lookAt }: AskFleetDependencies,
  { address, secret }: Draft,
): Promise<FleetLook | { streams: string[] } | { error: unknown }> {
  const server = serverOf(address, secret);
  let found: FleetLook | { streams: string[] } | { error: unknown } | undefined;
  await dialogs().progress(`Connecting to ${address.url}`, async (_report, signal) => {
    found = await lookAt(server, address.stream, signal).catch((error: unknown) => ({ error }));
  });
  return found!;
}

/** Leads back to the question about what was wrong. @returns What to try next. */
async function afterError(
  deps: AskFleetDependencies,
  draft: Draft,
  error: unknown,
): Promise<Draft | undefined> {
  if (error instanceof UserError && error.code === 'fleet-refused')
    return askLogin(deps, draft.address, error.message);
  const action = await reportError(error, deps.dialogs());
  if (action === 'retry') return draft;
  const about = questionOf(action);
  return about && corrected(deps, { address: draft.address, about });
}

/** The question that a button leads to. */
export function questionOf(action: ErrorAction | undefined): AskAgain['about'] | undefined {
  if (action === 'other-credentials') return 'credentials';
  if (action === 'other-address') return 'address';
  if (action === 'other-nodes') return 'nodes';
  return action === 'other-certificates' ? 'certificates' : undefined;
}

/** @returns undefined when dismissed. */
async function askFrom(
  dialogs: Dialogs,
  { since }: FleetLook,
): Promise<{ unixMs: number | undefined } | undefined> {
  const holds = since === undefined ? 'nothing yet' : `since ${timeText(since)}`;
  const now = Date.now();
  const ago = (ms: number) => ({ unixMs: now - ms });
  const group = '';
  const from = await dialogs.pick<{ unixMs: number | undefined } | 'typed'>(
    TITLE,
    'From when on?',
    [
      { label: 'From now on', group, value: { unixMs: undefined } },
      { label: 'The last 10 minutes, and on', group, value: ago(10 * MINUTE) },
      { label: 'The last hour, and on', group, value: ago(60 * MINUTE) },
      {
        label: 'Everything that the stream holds, and on',
        description: holds,
        group,
        value: { unixMs: 0 },
      },
      { label: 'From another time on…', group, value: 'typed' },
    ],
  );
  return from === 'typed' ? askTime(dialogs, holds) : from;
}

async function askTime(dialogs: Dialogs, holds: string): Promise<{ unixMs: number } | undefined> {
  const prompt = `2026-11-29T17:00:00Z, 2026-11-29 18:00, or -30m for half an hour ago. The stream holds what came ${holds}.`;
  const typed = await dialogs.ask(TITLE, prompt, '-30m', {
    check: (text) =>
      unixMsOf(text) === undefined ? 'A time is needed: 2026-11-29T17:00:00Z, or -30m' : undefined,
  });
  const unixMs = typed === undefined ? undefined : unixMsOf(typed);
  return unixMs === undefined ? undefined : { unixMs };
}

function unixMsOf(text: string): number | undefined {
  const moment = readMoment(text.trim());
  if (moment?.kind === 'at') return Number(moment.unixNs / 1_000_000n);
  return moment?.kind === 'before-end' ? Date.now() - moment.ns / 1e6 : undefined;
}

/** @returns Names, none for all; undefined when dismissed. */
async function askNodes(
  dialogs: Dialogs,
  { states }: FleetLook,
): Promise<readonly string[] | undefined> {
  const names = states.names.sort();
  if (names.length < 2) return [];
  const now = Date.now();
  const items = names.map((name) => {
    const { state, about } = states.of(name, now)!;
    return {
      label: name,
      description: [nodeStateText(state), about?.chain].filter(Boolean).join(' · '),
      group: '',
      picked: true,
      value: name,
    };
  });
  const question = 'Which nodes? With all picked, also those that come later.';
  const picked = await dialogs.pickMany(TITLE, question, items);
  if (!picked) return undefined;
  return picked.length === names.length ? [] : picked;
}
