chmod 0711 secret secret/public
