// The Debian and Ubuntu packages this project needs, and for what.
import { readFileSync } from 'node:fs';
import { findBpftool } from './bpftool.mjs';
import { findChromium } from './chromium.mjs';
import { asRoot, isRoot } from './root.mjs';
import { output, run, say } from './terminal.mjs';

/** @returns {boolean} whether this is Ubuntu or a system made from it. */
export function isUbuntu() {
  try {
    return /^ID(_LIKE)?=.*\bubuntu\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** Ubuntu ships bpftool with the kernel's tools, and Chromium as a snap only. */
function packagesFor(purpose) {
  switch (purpose) {
    case 'build':
      return [
        'clang',
        'make',
        'g++',
        'libbpf-dev',
        'libelf-dev',
        'libseccomp-dev',
        'zlib1g-dev',
        'libzstd-dev',
        'linux-libc-dev',
        'systemtap-sdt-dev',
        ...(findBpftool() ? [] : [isUbuntu() ? 'linux-tools-generic' : 'bpftool']),
      ];
    case 'vscode':
      return [
        'make',
        'g++',
        'python3',
        'pkg-config',
        'libkrb5-dev',
        'libsecret-1-dev',
        'libx11-dev',
        'libxkbfile-dev',
      ];
    case 'browser':
      return findChromium() || isUbuntu() ? [] : ['chromium', 'fonts-dejavu-core'];
    case 'privileged':
      return [
        'sudo',
        'strace',
        'libcap2-bin',
        'dbus',
        'polkitd',
        'pkexec',
        'python3-dbus',
        'python3-gi',
        'systemd',
      ];
    case 'unit':
      return ['zsh', 'fish', 'zstd', 'python3', 'bsdutils', 'protobuf-compiler'];
    case 'wireshark':
      return ['tshark'];
    case 'diagrams':
      return ['plantuml', 'default-jre-headless'];
    case 'bench':
      return ['bpftrace', 'binutils', 'tshark'];
    default:
      throw new Error(`no packages are listed for ${purpose}`);
  }
}

const reasons = {
  build: 'the BPF programs, the native addon and the demo node are compiled with them',
  vscode: 'the VS Code server compiles its native modules with them',
  browser: 'the tests drive VS Code with it',
  privileged: 'the tests become root as a user does, and watch what is done then',
  unit: 'the tests complete in these shells, compress, watch a terminal, and compare definitions',
  wireshark: 'the tests read exports with it',
  diagrams: 'what is exported for PlantUML is read by it in the tests',
  bench: 'bpftrace and tshark are measured beside it',
};

function isInstalled(name) {
  const state = output('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name]);
  return state?.trim() === 'installed';
}

/**
 * Installs what is missing for `purposes` ('build', 'unit', 'vscode', 'browser', 'privileged', 'wireshark', 'diagrams', 'bench'), saying so first.
 * Elsewhere than on Debian and Ubuntu it names the packages and leaves them to the user.
 */
export function installPackages(purposes) {
  const debian = output('dpkg-query', ['--version']) !== undefined;
  const missing = new Set();
  for (const purpose of purposes) {
    const names = packagesFor(purpose).filter((name) => !debian || !isInstalled(name));
    if (names.length === 0) continue;
    say(`Debian packages, since ${reasons[purpose]}:\n  ${names.join(' ')}`);
    for (const name of names) missing.add(name);
  }
  if (missing.size === 0) return;
  if (!debian) {
    say('This is neither Debian nor Ubuntu: please install what corresponds to them yourself.');
    return;
  }
  say(
    isRoot
      ? 'Installing them, which takes a minute or two…'
      : 'Installing them, which takes a minute or two; sudo may ask for your password…',
  );
  for (const args of [
    ['update', '--quiet=2'],
    ['install', '--quiet=2', '--yes', '--no-install-recommends', ...missing],
  ]) {
    const [program, ...rest] = asRoot(['apt-get', ...args], { DEBIAN_FRONTEND: 'noninteractive' });
    // Hundreds of lines of progress would hide what the user came for; errors go to stderr.
    run(program, rest, { stdio: ['inherit', 'ignore', 'inherit'] });
  }
}
