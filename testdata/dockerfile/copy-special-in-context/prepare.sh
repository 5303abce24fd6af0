mkfifo in/fifo
chmod 620 in/fifo
