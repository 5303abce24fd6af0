mkdir etc && ln -s ../run/stub/resolv.conf etc/resolv.conf && ln -s /run/stub/hosts etc/hosts
