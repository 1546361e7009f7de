#!/bin/sh
# Writes .env from .env.example with a fresh password in each empty place; never touches a .env that is there.
set -eu
cd "$(dirname "$0")/.."
umask 077
if [ -e .env ]; then echo ".env is there already: nothing done"; exit 0; fi
while IFS= read -r line; do
  case $line in
    *_PASSWORD=) line=$line$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n') ;;
  esac
  printf '%s\n' "$line"
done < .env.example > .env.new
mv .env.new .env
echo "wrote .env; set NEWSWIRE_CONTACT in it"
