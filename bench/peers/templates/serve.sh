#!/bin/sh
# A page that says the greeting, from the dataset. As process 1, busybox alone would not hear the signal to stop.
set -eu
trap 'exit 0' TERM
echo "$GREETING" >/data/index.html
busybox httpd -f -p 127.0.0.1:8080 -h /data &
wait
