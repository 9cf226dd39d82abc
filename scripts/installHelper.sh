#!/bin/sh
# A hardened installation: a copy of the helper that only root can change, in one fixed place, and a
# polkit action of its own.
#   sudo sh install-helper.sh GROUP [CAPABILITIES] [NODE]
# Members of GROUP may trace with it: without root where CAPABILITIES suffice
# ("Bitcoin: Check P2P Trace Set-up" says which; cap_bpf,cap_perfmon unless given; "" for none).
# NODE is a plain Node.js 20 or newer, by default the one in PATH.
#   sudo sh install-helper.sh --remove
set -eu

here=$(cd "$(dirname "$0")" && pwd)
to=/usr/local/lib/bitcoin-p2p-trace
action=/usr/share/polkit-1/actions/bitcoin-p2p-trace.policy

# Away with the old first: its capabilities were given to another file.
rm -rf "$to" "$action"
[ "${1-}" = --remove ] && exit

group=${1:?name the group whose members may trace}
capabilities=${2-cap_bpf,cap_perfmon}
node=${3:-$(command -v node)}

"$node" -e 'process.exit(process.versions.electron || parseInt(process.versions.node) < 20 ? 1 : 0)' ||
	{ echo "$node is no plain Node.js 20 or newer" >&2; exit 1; }

install -d -o root -g root -m 0755 "$to" "$to/native"
install -o root -g root -m 0711 "$node" "$to/node"
install -o root -g root -m 0644 "$here/helper.js" "$to/helper.js"
install -o root -g root -m 0644 "$here/native/p2p_trace.node" "$to/native/p2p_trace.node"
install -o root -g "$group" -m 0710 "$here/native/p2p-trace-helper" "$to/p2p-trace-helper"
if [ -n "$capabilities" ]; then
	PATH="$PATH:/usr/sbin" setcap "$capabilities+ep" "$to/p2p-trace-helper"
fi
if [ -d "$(dirname "$action")" ]; then
	install -o root -g root -m 0644 "$here/polkit.policy" "$action"
fi
echo "Installed in $to."
