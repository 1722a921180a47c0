#!/bin/sh
# How the cost of training grows: images a second against batch and threads, number of heads, and depth; as tables of Markdown. On an otherwise idle
# machine, about eight minutes with two cores:
#
#   bench/scaling.sh [SECONDS]
#
# SECONDS is the time of each measurement (default 5), to which warming up comes. BATCHES, THREADS and NETWORKS choose others than the usual ones.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
seconds=${1:-5}
batches=${BATCHES:-1 4 16 64 256}
threads=${THREADS:-1 2}
networks=${NETWORKS:-cnds-8 cnds-13 resnet-18 resnet-34 resnet-50 resnet-101}
out=$(mktemp)
trap 'rm -f "$out"' EXIT

bench() { # bench arguments: leaves the result in $out
  "$here/../sonde" bench "$@" --seconds "$seconds" --json >"$out"
}

value() { # row key → its number in $out
  sed -n "/\"$1\" : {/,/}/s/.*\"$2\" : \([-0-9.Ee]*\).*/\1/p" "$out" | head -n 1
}

row() { # format values…: numbers of JSON into a line
  format=$1
  shift
  echo "$@" | awk -v format="$format\n" '{ printf format, $1, $2, $3, $4, $5, $6 }'
}

echo "dsn-cifar, training without heads:"
echo
echo "| batch | threads | images/s | GFLOP/s | of sgemm |"
echo "|---|---|---|---|---|"
for count in $threads; do
  for batch in $batches; do
    bench dsn-cifar --batch "$batch" --threads "$count" --only train
    row "| %d | %d | %.1f | %.1f | %.0f %% |" "$batch" "$count" "$(value train imagesPerSecond)" "$(value train gigaflops)" \
      "$(value train ofSgemm | awk '{ print 100 * $1 }')"
  done
done

echo
echo "cnds-13 at 32x32, batch 32, linear heads at the first of conv2, conv4, conv6, conv8, conv10:"
echo
echo "| heads | images/s | more MACs | more time |"
echo "|---|---|---|---|"
set --
for tap in "" conv2 conv4 conv6 conv8 conv10; do
  if [ -z "$tap" ]; then
    bench cnds-13 --input 3x32x32 --supervise none --only train
    row "| 0 | %.1f | | |" "$(value train imagesPerSecond)"
  else
    set -- "$@" --supervise "$tap: {head: linear, weight: 0.3}"
    bench cnds-13 --input 3x32x32 "$@" --only train,heads
    row "| %d | %.1f | %.2f %% | %.1f %% |" $(($# / 2)) "$(value "train with heads" imagesPerSecond)" \
      "$(sed -n 's/.*"headMacsShare" : \([-0-9.Ee]*\).*/\1/p' "$out" | awk '{ print 100 * $1 }')" \
      "$(echo "$(value "train with heads" medianSeconds) $(value train medianSeconds)" | awk '{ print 100 * ($1 / $2 - 1) }')"
  fi
done

echo
echo "64x64, 10 classes, batch 16, training without heads:"
echo
echo "| network | images/s | ms a step | GFLOP/s | of sgemm |"
echo "|---|---|---|---|---|"
for network in $networks; do
  bench "$network" --input 3x64x64 --classes 10 --batch 16 --supervise none --only train
  printf '| %s ' "$network"
  row "| %.1f | %.0f | %.1f | %.0f %% |" "$(value train imagesPerSecond)" "$(value train medianSeconds | awk '{ print 1000 * $1 }')" \
    "$(value train gigaflops)" "$(value train ofSgemm | awk '{ print 100 * $1 }')"
done
