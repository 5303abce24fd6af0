ln -s real to-file && ln -s dir to-dir && ln -s to-file chain
mkdir tree && ln -s ../real tree/up && ln -s nowhere tree/dangling && ln -s /etc/passwd tree/abs && ln -s ../dir tree/dir
