# Runs in the copied context before the build: what git cannot keep.
printf "a single file, compressed" | gzip -n > one.gz
