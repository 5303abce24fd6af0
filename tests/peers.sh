#!/usr/bin/env bash
# Installs what the tests compare imgtool with, once, into a folder:
#   DIR/root          a Debian sid root folder with buildah, skopeo, crane, oras, cosign, umoci, crun
#   DIR/debian.tar    a Debian minbase root file system (the base image of tests, demo and benchmarks)
#   DIR/debian.oci, DIR/busybox.oci   base images as OCI archives, made by tests/common/fstree.py
# Usage: tests/peers.sh [--bench] [DIR]      default: $IMGTOOL_PEERS, else $XDG_CACHE_HOME/imgtool-peers
# With --bench also what only benches/peers needs:
#   DIR/docker/root   a Debian sid root folder with docker and BuildKit
# Needs mmdebstrap, python3, and root or sudo. Safe to call again and from two places at once.
# Everything comes from the Debian mirror that this machine's apt uses. Run a peer with tests/peer.
set -euo pipefail
bench=
[ "${1:-}" != --bench ] || { bench=1; shift; }
dir=${1:-${IMGTOOL_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/imgtool-peers}}
packages=ca-certificates,buildah,skopeo,crane,oras,cosign,umoci,docker-registry,crun,busybox-static,uidmap,fuse-overlayfs,netavark
suite=trixie
base_packages=ca-certificates,libcap2-bin
recipe="6 $packages $suite $base_packages"

mkdir -p "$dir"
dir=$(realpath "$dir")
exec 9>"$dir/.lock"
flock 9
docker_packages=ca-certificates,docker.io,docker-cli,docker-buildx,git,xz-utils
is() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }
is "$dir/.complete" "$recipe" && { [ -z "$bench" ] || is "$dir/docker/.complete" "$docker_packages"; } && { echo "$dir"; exit 0; }

sudo=()
[ "$(id -u)" = 0 ] || sudo=(sudo -n)

# The mirror that apt uses, if it is Debian's; Debian's own otherwise (then debian-archive-keyring is needed).
mirror=$(apt-get indextargets --format '$(SITE) $(REPO_URI) $(ORIGIN)' 2>/dev/null |
  awk '$3 == "Debian" && $2 !~ /security/ {print $2; exit}')
if [ -z "$mirror" ]; then
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    awk '/^#/{next} /^URIs:/{u=$2} /^deb /{for(i=2;i<=NF;i++) if($i ~ /^https?:/){u=$i; break}}
         u ~ /\/debian\/?$/ {print u; exit}')
fi
mirror=${mirror:-http://deb.debian.org/debian}

options=(--quiet --variant=minbase --skip=output/dev --components=main --aptopt='Acquire::Check-Valid-Until "false"'
  --aptopt='Acquire::Retries "3"' --mode=root)
proxy=$(apt-config shell p Acquire::http::Proxy 2>/dev/null | sed -n "s/^p='\(.*\)'$/\1/p")
[ -z "$proxy" ] || options+=(--aptopt="Acquire::http::Proxy \"$proxy\"")
[ ! -f /usr/share/keyrings/debian-archive-keyring.gpg ] || options+=(--keyring=/usr/share/keyrings/debian-archive-keyring.gpg)

if [ -n "$bench" ] && ! is "$dir/docker/.complete" "$docker_packages"; then
  "${sudo[@]}" rm -rf "$dir/docker"
  mkdir -p "$dir/docker"
  "${sudo[@]}" mmdebstrap "${options[@]}" --format=directory --include="$docker_packages" sid "$dir/docker/root" "$mirror" >&2
  "${sudo[@]}" mkdir -p "$dir/docker/root/mnt"
  "${sudo[@]}" touch "$dir/docker/root/etc/resolv.conf"
  echo "$docker_packages" >"$dir/docker/.complete"
fi
is "$dir/.complete" "$recipe" && { echo "$dir"; exit 0; }

rm -f "$dir/.complete"
"${sudo[@]}" rm -rf "$dir/root.new" "$dir/debian.tar.new"
# Two independent installations: both cores have something to do.
"${sudo[@]}" env SOURCE_DATE_EPOCH=1735689600 mmdebstrap "${options[@]}" --format=tar --include="$base_packages" \
  "$suite" "$dir/debian.tar.new" "$mirror" >&2 &
base=$!
"${sudo[@]}" mmdebstrap "${options[@]}" --format=directory --include="$packages" \
  sid "$dir/root.new" "$mirror" >&2 || { kill "$base" 2>/dev/null; exit 1; }
wait "$base"
"${sudo[@]}" mkdir -p "$dir/root.new/mnt" "$dir/root.new/share"
"${sudo[@]}" touch "$dir/root.new/etc/resolv.conf"
"${sudo[@]}" chmod 0644 "$dir/debian.tar.new"
"${sudo[@]}" rm -rf "$dir/root" "$dir/debian.tar"
"${sudo[@]}" mv "$dir/root.new" "$dir/root"
"${sudo[@]}" mv "$dir/debian.tar.new" "$dir/debian.tar"
python3 "$(dirname "$0")/common/fstree.py" busybox "$dir/root/usr/bin/busybox" "$dir/busybox.oci"
python3 "$(dirname "$0")/common/fstree.py" base "$dir/debian.tar" "$dir/debian.oci"
echo "$recipe" >"$dir/.complete"
echo "$dir"
