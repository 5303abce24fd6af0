ln -s f d/l && ln -s /etc/passwd d/abs && mkdir d/sub && mkfifo d/p
