mkdir -p empty/inner/most && chmod 0700 empty/inner && chmod 0750 empty
