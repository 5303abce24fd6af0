ln -s dir link && ln -s dir/f gone-link && ln -s dir/f to-f
