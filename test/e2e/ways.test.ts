import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from './eventually';
import { findMention, findScript } from './processes';
import { UserMachine } from './userMachine';
import { Workbench } from './workbench';

/** Every way to start, and every way it can fail: a window of an ordinary user's, a node of another's. */
describe('a user who is not root', function () {
  this.timeout(60_000);
  let machine: UserMachine;
  let workbench!: Workbench;

  before(async () => {
    machine = await UserMachine.make();
    machine.sudo('nothing');
    machine.programs(['sudo', 'pkexec']);
    workbench = await Workbench.open(undefined, await machine.startServer());
    await workbench.showPeers();
  });
  after(async () => {
    try {
      await workbench.close();
    } finally {
      await machine.dispose();
    }
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed ways ${this.currentTest.title}`);
    await workbench.clearNotifications();
  });

  const toast = (text: string | RegExp): Locator =>
    workbench.page.locator('.notification-toast', { hasText: text });
  const terminal = (): Locator => workbench.page.locator('.terminal.xterm .xterm-rows:visible');
  const helper = () => findScript(join(machine.extension, 'dist/helper.js'));

  async function start(): Promise<void> {
    await workbench.runCommand('Bitcoin: Start P2P Trace');
    await workbench.picks.filter({ hasText: machine.binary }).click();
  }

  /** The trace runs, its helper is the user's, and it can be stopped. */
  async function traces(): Promise<void> {
    const pid = await eventually('the helper', () => Promise.resolve(helper()));
    await live();
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const uid = /^Uid:\t(\d+)\t(\d+)\t(\d+)/m.exec(status)!.slice(1, 4);
    assert.deepEqual(new Set(uid), new Set([`${machine.uid}`]));
    assert.match(status, /^CapEff:\t0+$/m);
    await workbench.runCommand('Bitcoin: Stop P2P Trace');
    await ended();
  }

  /** Events come in. What an earlier trace has shown is gone. */
  async function live(): Promise<void> {
    await workbench.sidebar.getByText('Not live: ').waitFor({ state: 'hidden' });
    await workbench.peerRows.nth(3).waitFor();
  }

  /** Nothing is left of a start: no helper, and nobody who would start one. */
  async function ended(): Promise<void> {
    await eventually('the end of the helper', () =>
      Promise.resolve(findMention(join(machine.extension, 'dist/helper.js')) === undefined),
    );
  }

  async function typePassword(text: string): Promise<void> {
    await workbench.page.locator('.terminal.xterm').click();
    await workbench.page.keyboard.type(text);
    await workbench.page.keyboard.press('Enter');
  }

  async function askedInTerminal(): Promise<void> {
    await eventually('the question for a password', async () =>
      (await terminal().innerText()).includes('[sudo] password for'),
    );
  }

  describe('with sudo in a terminal', () => {
    before(() => machine.programs(['sudo', 'pkexec']));

    it('traces where it needs no password', async () => {
      machine.sudo('passwordless');
      await start();
      await traces();
    });

    it('is asked for the password, and told for what', async () => {
      machine.sudo('password');
      await start();
      await askedInTerminal();
      const question = (await terminal().innerText()).replaceAll(/\s+/g, '');
      assert.ok(question.includes('dist/helper.js'), question);
      assert.ok(question.includes(machine.binary), question);
      await workbench.screenshot('ways sudo');
      await typePassword(machine.password);
      await traces();
    });

    it('hears that a password was wrong, can try again, and can cancel while asked', async () => {
      machine.sudo('password');
      await start();
      await askedInTerminal();
      await typePassword('wrong');
      const error = toast(/the password was wrong, or you may not use sudo/);
      await error.waitFor();
      assert.equal(await toast(/./).count(), 1);
      await workbench.screenshot('ways wrong password');
      await error.getByRole('button', { name: 'Try Again' }).click();
      await workbench.picks.filter({ hasText: machine.binary }).click();
      await askedInTerminal();
      await toast('Tracing demo-node').getByRole('button', { name: 'Cancel' }).click();
      await terminal().waitFor({ state: 'hidden' });
      await ended();
      assert.equal(await toast(/./).count(), 0);
    });

    it('is told where sudo is not for this user', async () => {
      machine.sudo('nothing');
      await start();
      await askedInTerminal();
      await typePassword(machine.password);
      await toast(/you may not use sudo/)
        .getByRole('button', { name: 'Check Set-up' })
        .waitFor();
      await ended();
    });
  });

  describe('with polkit alone', () => {
    before(() => machine.programs(['pkexec']));
    beforeEach(() => machine.agent(false));

    it('traces where a rule allows it', async () => {
      await machine.polkit('YES');
      await start();
      await traces();
    });

    it('is told where a rule forbids it', async () => {
      await machine.polkit('NO');
      await start();
      const error = toast('did not authorise the helper');
      await error.getByRole('button', { name: 'Try Again' }).waitFor();
      await workbench.screenshot('ways not authorised');
      await ended();
    });

    it('is told where no agent can ask', async () => {
      await machine.polkit('AUTH_SELF');
      await start();
      const error = toast('No password dialog can be shown here');
      await error.getByRole('button', { name: 'Use a Terminal' }).waitFor();
      await ended();
    });

    it('traces with the password that the agent asks for', async () => {
      await machine.polkit('AUTH_SELF');
      machine.agent(true);
      await start();
      const typist = machine.typing();
      await machine.asked();
      typist.stdin!.end(`${machine.password}\n`);
      await traces();
    });

    it('is told of a wrong password', async () => {
      await machine.polkit('AUTH_SELF');
      machine.agent(true);
      await start();
      const typist = machine.typing();
      await machine.asked();
      typist.stdin!.write('wrong\n');
      await toast('did not authorise the helper').waitFor();
      typist.stdin!.end();
      await ended();
    });

    it('is told what a dialog that was closed means', async () => {
      await machine.polkit('AUTH_SELF');
      machine.dismissingAgent();
      await start();
      const error = toast('The password dialog was dismissed');
      await error.getByRole('button', { name: 'Try Again' }).waitFor();
      await workbench.screenshot('ways dismissed');
      await ended();
    });

    it('can cancel while asked: what is answered then traces nothing', async () => {
      await machine.polkit('AUTH_SELF');
      machine.agent(true);
      await start();
      const typist = machine.typing();
      await machine.asked();
      await toast('Tracing demo-node').getByRole('button', { name: 'Cancel' }).click();
      await toast('Tracing demo-node').waitFor({ state: 'hidden' });
      typist.stdin!.end(`${machine.password}\n`);
      await machine.answered();
      await ended();
      assert.equal(await workbench.peerRows.filter({ hasText: 'waiting' }).count(), 0);
    });
  });

  describe('with neither', () => {
    before(() => machine.programs([]));
    beforeEach(() => machine.removeHelper());
    after(() => machine.removeHelper());

    it('is told why each way is impossible, and can look at the set-up', async () => {
      await start();
      const error = toast('This machine offers no way');
      await error.waitFor();
      assert.match(await error.innerText(), /sudo is not installed/);
      await workbench.screenshot('ways none');
      await error.getByRole('button', { name: 'Check Set-up' }).click();
      const line = workbench.picks.filter({ hasText: /^sudo/ });
      await line.waitFor();
      assert.match(await line.innerText(), /To do[^]*Install sudo/);
      await workbench.screenshot('ways set-up');
      await workbench.page.keyboard.press('Escape');
    });

    it('traces with an installed helper that has capabilities of its own', async () => {
      machine.installHelper('cap_bpf,cap_perfmon,cap_sys_admin,cap_sys_ptrace');
      await start();
      await live();
      const script = '/usr/local/lib/bitcoin-p2p-trace/helper.js';
      assert.ok(findScript(script));
      await workbench.runCommand('Bitcoin: Stop P2P Trace');
      await workbench.sidebar.getByText('Not live: ').waitFor();
      await eventually('the end of the helper', () =>
        Promise.resolve(findScript(script) === undefined),
      );
    });
  });
});
