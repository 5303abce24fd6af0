mkdir t && truncate -s 1M t/one && echo end >> t/one && cp --sparse=always t/one t/two
tar --owner=0 --group=0 --format=gnu -S -C t -cf gnu.tar one && tar --owner=0 --group=0 --format=pax -S -C t -cf pax.tar two && rm -r t
