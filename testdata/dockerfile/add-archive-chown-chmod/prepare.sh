chmod 0700 in && tar --owner=7 --group=7 -cf a.tar in
