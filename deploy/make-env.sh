#!/bin/sh
# Writes .env from .env.example with a fresh password in each empty place. Of a .env that is there it changes nothing; it adds
# what .env.example has and it lacks, as after an upgrade.
set -eu
cd "$(dirname "$0")/.."
umask 077
[ ! -e .env ] || cp .env .env.new
while IFS= read -r line; do
  name=${line%%=*}
  case $line in
    [A-Z]*=*) if [ -e .env ] && grep -q "^$name=" .env; then continue; fi ;;
    *) if [ -e .env ]; then continue; fi ;;
  esac
  case $line in
    *_PASSWORD=) line=$line$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n') ;;
  esac
  if [ -e .env ]; then
    [ -z "$(tail -c 1 .env.new)" ] || echo >> .env.new  # somebody's editor left the last line without its end
    echo "added $name to .env"
  fi
  printf '%s\n' "$line" >> .env.new
done < .env.example
if [ -e .env ] && cmp -s .env .env.new; then rm .env.new; echo ".env is there already and lacks nothing: nothing done"; exit 0; fi
[ -e .env ] || echo "wrote .env; set NEWSWIRE_CONTACT in it"
mv .env.new .env
