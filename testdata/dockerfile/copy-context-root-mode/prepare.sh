chmod 0700 t && tar --owner=5 --group=5 -C t -cf a.tar . && chmod 0750 .
