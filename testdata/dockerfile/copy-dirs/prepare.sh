# Runs in the copied context before the build: what git cannot keep.
mkdir empty
mkdir -m 700 private
echo k > private/key
chmod 600 private/key
