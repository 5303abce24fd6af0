chmod 0755 in && tar --owner=0 --group=0 -cf a.tar in
