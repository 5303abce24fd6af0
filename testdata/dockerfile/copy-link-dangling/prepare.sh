ln -s not-there dangling
