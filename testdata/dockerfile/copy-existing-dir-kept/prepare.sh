chmod 0711 src src/sub
