mkdir -p t/x/y/z && chmod 0711 t/x/y && tar --owner=3 --group=4 -C t -cf a.tar x && rm -r t
