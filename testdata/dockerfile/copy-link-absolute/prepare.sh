ln -s /real abs && ln -s ../../../../real up && ln -s /dir through
