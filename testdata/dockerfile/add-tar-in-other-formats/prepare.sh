mkdir t && long=$(printf 'n%.0s' $(seq 90)) && echo l > t/$long && ln -s $long t/link && truncate -s 1M t/sparse && echo end >> t/sparse
for f in gnu pax ustar; do tar --owner=0 --group=0 --format=$f -C t -cf $f.tar .; done
tar --owner=0 --group=0 --format=v7 -C t -cf v7.tar .
rm -r t
