tar -C src -cJf data.bin inner && tar -C src -cf noext inner
printf '\037\213\010\000broken' > broken.tar.gz
