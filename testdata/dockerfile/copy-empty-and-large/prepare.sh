: > empty
seq 1 300000 > large
truncate -s 30M sparse
