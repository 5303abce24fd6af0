for i in $(seq 1 90); do echo "COPY f$i /many/" >> Dockerfile; echo $i > f$i; done
echo 'RUN cat /many/f1 /many/f45 /many/f90 > /seen; ls /many | wc -l >> /seen; rm /many/f1' >> Dockerfile
