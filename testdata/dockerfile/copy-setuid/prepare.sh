chmod 4755 set && cp set gid && chmod 2711 gid && mkdir -m 1777 sticky && mkdir -m 2770 sgid && cp set none && chmod 0 none
