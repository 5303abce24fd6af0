#!/bin/bash
# Builds every prepared case with buildah, inside the peers' folder (see tests/peer).
# Usage: buildah.sh WORK     WORK/bases/NAME.oci, WORK/cases/CASE/{context,args}; writes WORK/cases/CASE/{buildah/,log,rc}
# The storage lives in WORK/storage and is removed at the end.
set -u
work=$1
export TMPDIR=$work/tmp
mkdir -p "$work/tmp" "$work/storage"
mount -t tmpfs -o size=3g tmpfs "$work/storage" 2>/dev/null || true
b=(buildah --root "$work/storage/root" --runroot "$work/storage/run" --storage-driver overlay)
for base in "$work"/bases/*.oci; do
  name=$(basename "$base" .oci)
  id=$("${b[@]}" pull -q "oci-archive:$base") || exit 1
  "${b[@]}" tag "$id" "localhost/$name:latest" "docker.io/library/$name:latest" || exit 1
done
one() {
  case=$work/cases/$1
  mapfile -t args <"$case/args"
  timeout 120 "${b[@]}" build --isolation chroot --ulimit nofile=20000:20000 --ulimit nproc=20000:20000 \
    --format docker --layers --pull=missing -t "localhost/case-$1" "${args[@]}" -f "$case/context/Dockerfile" "$case/context" \
    >"$case/log" 2>&1 </dev/null
  rc=$?
  if [ $rc = 0 ]; then
    "${b[@]}" push -q -D "localhost/case-$1" "dir:$case/buildah" >>"$case/log" 2>&1 || rc=$?
    chmod -R a+rX "$case/buildah"
  fi
  echo $rc >"$case/rc"
}
running=0
for case in "$work"/cases/*; do
  one "$(basename "$case")" &
  running=$((running + 1))
  if [ $running -ge 3 ]; then wait -n; running=$((running - 1)); fi
done
wait
umount -R -l "$work/storage" 2>/dev/null
rm -rf "$work/storage" "$work/tmp" 2>/dev/null
exit 0
