printf 'RUN echo a\0b\n' >> Dockerfile
