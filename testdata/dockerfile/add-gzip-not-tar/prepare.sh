gzip -nc text > one.gz && xz -c text > two.xz && bzip2 -c text > three.bz2
