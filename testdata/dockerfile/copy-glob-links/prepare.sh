ln -s file l1 && ln -s dir through
