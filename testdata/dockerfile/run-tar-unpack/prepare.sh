mkdir -p t/d && echo x > t/d/x && ln t/d/x t/hard && ln -s d t/l && tar --owner=9 --group=9 -cf a.tar -C t . && rm -r t
