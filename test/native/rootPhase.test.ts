import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestUser, type TestUser } from './testUser';
import { startUsersNode, UserRun } from './userRun';

/** A system call as strace writes it, with what it returned. */
interface Call {
  thread: string;
  name: string;
  text: string;
  failed: boolean;
}

/** Calls by when they began; those that strace shows in two halves are joined. */
function parse(trace: string): Call[] {
  const calls: Call[] = [];
  const unfinished = new Map<string, Call>();
  for (const line of trace.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const begun = unfinished.get(thread);
    if (rest.startsWith('<... ') && begun) {
      begun.text += rest;
      begun.failed = rest.includes(' = -1 ');
      unfinished.delete(thread);
      continue;
    }
    const name = /^(\w+)\(/.exec(rest)?.[1];
    if (!name) continue;
    const call = { thread, name, text: rest, failed: rest.includes(' = -1 E') };
    calls.push(call);
    if (rest.endsWith('<unfinished ...>')) unfinished.set(thread, call);
  }
  return calls;
}

/** What the code names (src/helper, native/src), and what Node, glibc and libbpf read to run at all. */
function allowed(user: TestUser, pid: number): RegExp[] {
  const dist = user.dist.replaceAll('.', '\\.');
  return [
    // Our own files, and where Node looks whether they are modules.
    new RegExp(`^${dist}/(helper\\.js|native/p2p_trace\\.node)$`),
    /\/package\.json$/,
    // The target: by its process, and then by the descriptor that was checked.
    new RegExp(`^/proc/${pid}$`),
    // Whether its process has the breakpoint: where it begins, and a byte of its memory.
    new RegExp(`^/proc/${pid}/(auxv|mem)$`),
    /^\/proc\/self\/fd\/\d+(\/stat|\/exe)?$/,
    // What the helper asks the kernel of itself.
    /^\/proc\/self\/(fd|task|status|task\/\d+\/status)$/,
    // libbpf: uprobes, BTF, the kernel's version; the program's own symbols.
    /^\/sys\/bus\/event_source\/devices\/uprobe\/(type|format\/\w+)$/,
    /^\/sys\/kernel\/btf\/vmlinux$/,
    /^\/proc\/(version_signature|self\/maps|sys\/kernel\/\w+)$/,
    // The user's groups: the system's user database, which may keep them in many places.
    /^\/etc\/(nsswitch\.conf|passwd|group)$/,
    /^\/run\/systemd\/userdb\//,
    /^(\/|etc|run|host|usr|local|lib|userdb)$/,
    // The loader, Node and V8.
    /^\/etc\/ld\.so\.(cache|preload)$/,
    /^(\/usr)?\/lib(64)?\/.*\.so[.\d]*$/,
    new RegExp(`^${process.execPath}$`),
    /\/(openssl\.cnf|icudt\w*\.dat)$/,
    /^\/sys\/fs\/cgroup\//,
    /^\/proc\/(meminfo|self\/(cgroup|exe|stat|auxv|mountinfo)|sys\/vm\/\w+)$/,
    /^\/sys\/devices\/system\/cpu\//,
    /^\/dev\/null$/,
  ];
}

const OPENS = new Set(['open', 'openat', 'openat2', 'creat']);

describe('the root phase', () => {
  let user: TestUser;
  let calls: Call[];
  let pid: number;
  let node: Awaited<ReturnType<typeof startUsersNode>>;

  before(async () => {
    user = makeTestUser();
    node = await startUsersNode(user);
    pid = node.child.pid!;
    const file = join(user.home, 'strace');
    const launch = ['sudo', '-n', 'strace', '-f', '-s', '200', '-o', file, '--'];
    const run = new UserRun({ user, node, launch: JSON.stringify(launch) });
    await run.said('helper');
    await run.more();
    assert.match(await run.stop(), /^stopped/);
    calls = parse(readFileSync(file, 'utf8'));
  });
  after(() => {
    node.child.kill();
    user.remove();
  });

  function index(what: string, matches: (call: Call) => boolean, from = 0): number {
    const found = calls.findIndex((call, i) => i >= from && matches(call));
    assert.notEqual(found, -1, `no ${what}`);
    return found;
  }

  it('shields itself, opens the target, loads, attaches, drops, connects, seals; only then an event is read', () => {
    const { uid } = user;
    const last = (what: string, matches: (call: Call) => boolean) =>
      index(what, (call) => call === calls.findLast(matches));
    const sets = ({ text }: Call) => text.startsWith('prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE');
    const order = [
      // What ends it where a file system never answers.
      index('alarm', ({ text }) => text.startsWith('alarm(60)')),
      index('shield', sets),
      index('target', ({ text }) => text.includes(`"/proc/${pid}"`)),
      index('program', ({ text }) => text.includes('BPF_PROG_LOAD') && text.includes('"message"')),
      index('link', ({ text }) => text.includes('BPF_LINK_CREATE')),
      index(
        'drop',
        ({ name, text }) => name === 'setresuid' && text.includes(`(${uid}, ${uid}, -1`),
      ),
      index('empty sets', ({ name, text }) => name === 'capset' && text.includes('permitted=0')),
      // No thread is wholly the user's while another one can do more, or while one could be traced.
      last('empty sets', ({ name, text }) => name === 'capset' && text.includes('permitted=0')),
      calls.findLastIndex((call, i) => sets(call) && i < wholly(uid)),
      wholly(uid),
      last('shield', sets),
      index('connection', ({ name, text }) => name === 'connect' && text.includes('helper.sock')),
      index('end of the alarm', ({ text }) => text.startsWith('alarm(0)')),
      index('filter', ({ text, failed }) => text.includes('FILTER_FLAG_TSYNC|') && !failed),
      // The drain thread's first words.
      index('reader', ({ name, text }) => name === 'sched_setscheduler' && text.includes('BATCH')),
    ];
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
    const reader = calls[order.at(-1)!]!.thread;
    const sent = index('frames', ({ name, thread }) => name === 'sendto' && thread === reader);
    assert.ok(sent > order.at(-1)!);
  });

  /** The first call that makes a thread wholly the user's. */
  function wholly(uid: number): number {
    const text = `setresuid(${uid}, ${uid}, ${uid}`;
    return index('last id', (call) => call.text.startsWith(text));
  }

  it('drops on every thread that there is', () => {
    const filter = index(
      'filter',
      ({ text, failed }) => text.includes('FILTER_FLAG_TSYNC|') && !failed,
    );
    const began = calls.findLastIndex(({ name }) => name === 'execve');
    const threads = new Set(calls.slice(began, filter).map(({ thread }) => thread));
    assert.ok(threads.size > 1);
    for (const thread of threads)
      for (const what of ['setresgid', 'setresuid', 'capset'])
        assert.ok(
          calls.some((call) => call.thread === thread && call.name === what && !call.failed),
          `${what} on ${thread}`,
        );
  });

  it('writes no file, and reads the target, its own and what the code names', () => {
    const names = allowed(user, pid);
    for (const { name, text, failed } of calls) {
      if (!OPENS.has(name)) continue;
      const path = /"([^"]*)"/.exec(text)?.[1] ?? '';
      if (!failed && path !== '/dev/null')
        assert.doesNotMatch(text, /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/);
      const nonce = path.endsWith('/nonce') && path.includes('/p2p-trace-');
      assert.ok(nonce || names.some((allow) => allow.test(path)), text);
    }
    const changes =
      /^(rename|unlink|mkdir|rmdir|link|symlink|chmod|fchmod|chown|lchown|truncate|ftruncate|mknod|mount|utime)/;
    for (const { name, text } of calls) assert.doesNotMatch(name, changes, text);
    // Node, and where that has opened an io_uring, the same anew without.
    for (const { name, text } of calls)
      if (name === 'execve')
        assert.ok(text.includes(`["${process.execPath}", "${user.dist}/helper.js"`), text);
    for (const { name, text } of calls) if (name === 'bind' || name === 'listen') assert.fail(text);
  });

  it('opens nothing any more once it is sealed', () => {
    const filter = index(
      'filter',
      ({ text, failed }) => text.includes('FILTER_FLAG_TSYNC|') && !failed,
    );
    const reader = index(
      'reader',
      ({ name, text }) => name === 'sched_setscheduler' && text.includes('BATCH'),
    );
    const after = calls.slice(filter + 1);
    const tries = after.filter(({ name }) => OPENS.has(name) || name === 'setuid');
    assert.ok(tries.length > 0 && tries.every(({ failed }) => failed), 'it has tried, in vain');
    // Nothing that streaming needs was refused.
    const refused = calls.slice(reader).filter(({ text }) => text.includes('EPERM'));
    assert.deepEqual(refused, []);
  });
});
