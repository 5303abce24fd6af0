mkdir t && echo x > t/plain && : > t/.wh.a && tar --owner=0 --group=0 -C t -cf a.tar .wh.a plain && rm -r t
