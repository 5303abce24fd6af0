mkdir t; echo x > t/x; ln -s x t/l; mkdir t/d; chmod 711 t/d; tar --owner 7 --group 7 --numeric-owner -cf a.tar t; rm -r t
