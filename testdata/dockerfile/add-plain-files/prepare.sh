ln -s f to-f
