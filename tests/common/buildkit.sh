#!/bin/bash
# Builds every prepared case with the BuildKit inside dockerd, in a folder that has docker.io, docker-cli and
# docker-buildx (see tests/buildkit.py). Usage: buildkit.sh WORK
# WORK/bases/NAME.tar (docker archives), WORK/cases/CASE/{context,args}; writes WORK/cases/CASE/{buildkit/,log,rc}
set -u
work=$1
mkdir -p "$work/storage"
export DOCKER_HOST=unix:///run/docker-test.sock BUILDKIT_PROGRESS=plain
dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver=overlay2 --data-root "$work/storage" \
  --exec-opt native.cgroupdriver=cgroupfs -H "$DOCKER_HOST" >"$work/dockerd.log" 2>&1 &
daemon=$!
for _ in $(seq 100); do docker version >/dev/null 2>&1 && break; sleep 0.3; done
for base in "$work"/bases/*.tar; do docker load -q -i "$base" || exit 1; done
one() {
  case=$work/cases/$1
  mapfile -t args <"$case/args"
  timeout 120 docker build --network=host -t "case-$1" "${args[@]}" "$case/context" >"$case/log" 2>&1 </dev/null
  rc=$?
  if [ $rc = 0 ]; then
    mkdir -p "$case/buildkit"
    docker save "case-$1" | tar -x -C "$case/buildkit" || rc=9
    rm -f "$case/buildkit/manifest.json"
    chmod -R a+rX "$case/buildkit"
  fi
  echo $rc >"$case/rc"
}
running=0
for case in "$work"/cases/*; do
  [ -f "$case/rc" ] && continue
  one "$(basename "$case")" &
  running=$((running + 1))
  if [ $running -ge 3 ]; then wait -n; running=$((running - 1)); fi
done
wait $(jobs -p | grep -v "^$daemon$")
kill $daemon
wait $daemon
rm -rf "$work/storage"
exit 0
