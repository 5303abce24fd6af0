mkdir t && cd t && echo x > f && ln f hard && ln -s f soft && ln -s /etc/passwd abs && mkdir -m 0700 d && mkfifo -m 0600 d/pipe && chmod 4755 f && mkdir -m 1777 sticky
tar --owner=7 --group=8 --numeric-owner -cf ../a.tar . && cd .. && rm -r t
