tar --owner=0 --group=0 -cf a.tar in
