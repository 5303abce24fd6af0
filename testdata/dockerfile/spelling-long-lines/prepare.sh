printf 'RUN true' >> Dockerfile; for i in $(seq 5000); do printf ' && true' >> Dockerfile; done; printf '\n' >> Dockerfile
printf 'ENV LONG=%s\n' "$(printf 'x%.0s' $(seq 30000))" >> Dockerfile
printf 'RUN echo ${#LONG} > /size\n' >> Dockerfile
