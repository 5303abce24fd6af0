mkdir -p t/to-dir t/dir && cd t && echo new > file && echo new > to-dir/in && echo new > link && echo new > dir/n && chmod 0600 file && chmod 0711 dir
tar --owner=0 --group=0 -cf ../a.tar * && cd .. && rm -r t
