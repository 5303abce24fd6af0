tar --owner=0 --group=0 -C src -cf one.tar a && tar --owner=0 --group=0 -C src -czf two.tgz b && cp one.tar dir/in.tar && rm -r src
