#!/bin/sh
# A hardened installation: a copy of the helper that only root can change, in one fixed place, and a
# polkit action of its own.
#   sudo sh install-helper.sh GROUP [CAPABILITIES] [NODE]
# Members of GROUP may trace with it: without root where CAPABILITIES suffice
# ("Bitcoin: Check P2P Trace Set-up" says which; cap_bpf,cap_perfmon unless given; "" for none).
# NODE is a plain Node.js 20 or newer, by default the one in PATH.
#   sudo sh install-helper.sh --remove
# It installs what SHA256SUMS beside it names, and only from files and with a Node that nobody but root
# can change. That this script and SHA256SUMS are the published ones is to be checked before it
# runs: docs/security.md says how.
set -eu
umask 022
unset CDPATH
default=$(command -v node || :)
PATH=/usr/sbin:/usr/bin:/sbin:/bin

to=/usr/local/lib/bitcoin-p2p-trace
action=/usr/share/polkit-1/actions/bitcoin-p2p-trace.policy
files='helper.js native/p2p_trace.node native/p2p-trace-helper polkit.policy'

stop() {
	echo "install-helper.sh: $*" >&2
	exit 1
}

# Neither the path nor a directory above it can be changed by others. In one like /tmp they may make
# files, but not replace root's.
roots_alone() {
	each=$1
	while [ -n "$(find "$each" -maxdepth 0 -user 0 '(' ! -perm /022 -o -type d -perm -1000 ')')" ]; do
		[ "$each" = / ] && return
		each=$(dirname "$each")
	done
	stop "others than root can change $each, and with it $1. $2"
}

[ "$(id -u)" = 0 ] || stop 'run it as root.'
if [ "${1-}" = --remove ]; then
	rm -rf "$to" "$action"
	exit
fi
group=${1:?name the group whose members may trace}
capabilities=${2-cap_bpf,cap_perfmon}
here=$(cd "$(dirname "$0")" && pwd -P)
node=$(readlink -e "${3:-$default}") || stop "there is no Node.js at ${3:-all}: name its file."
getent group "$group" >/dev/null || stop "there is no group $group: sudo groupadd $group"
for file in SHA256SUMS $files; do
	roots_alone "$here/$file" 'Copy all to a directory of root’s, check the copy, and run that (docs/security.md).'
done
roots_alone "$node" 'Name a Node.js that is installed for all users.'
roots_alone "$(dirname "$to")" 'Take that right away from them.'

# Copied first and checked then, so that nothing can change in between.
stage=$to.new
rm -rf "$stage"
trap 'rm -rf "$stage"' EXIT
install -d -m 0700 "$stage" "$stage/native"
cp "$here/SHA256SUMS" "$stage/"
for file in $files; do
	cp "$here/$file" "$stage/$file"
	sum=$(sha256sum <"$stage/$file")
	grep -qxF "${sum%% *}  $file" "$stage/SHA256SUMS" || stop "$here/$file is not the one of SHA256SUMS."
	chmod 0644 "$stage/$file"
done
rm "$stage/SHA256SUMS"
cp "$node" "$stage/node"
# Whoever runs a program without being allowed to read it cannot look into its process either.
chmod 0711 "$stage/node"
"$stage/node" -e 'process.exit(process.versions.electron || parseInt(process.versions.node) < 20 ? 1 : 0)' ||
	stop "$node is not a plain Node.js 20 or newer."
chgrp "$group" "$stage/native/p2p-trace-helper"
chmod 0710 "$stage/native/p2p-trace-helper"
mv "$stage/native/p2p-trace-helper" "$stage/p2p-trace-helper"
[ -z "$capabilities" ] || setcap "$capabilities+ep" "$stage/p2p-trace-helper"

# What was there before had its capabilities given to another file.
if [ -d "$(dirname "$action")" ]; then
	mv "$stage/polkit.policy" "$action"
fi
rm -rf "$to" "$stage/polkit.policy"
chmod 0755 "$stage" "$stage/native"
mv "$stage" "$to"
echo "Installed in $to."
