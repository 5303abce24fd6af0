chmod 0744 dir/run
