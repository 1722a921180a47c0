#!/bin/sh
# Predictions of Sonde and of ONNX Runtime by turns, ROUNDS times, on an otherwise idle machine, both from Java, both with THREADS threads:
#
#   PEER=/path/to/python ONNXRUNTIME=/path/to/onnxruntime-1.29.0.jar bench/against-onnxruntime.sh [ROUNDS]
#
# PEER is a Python that can "import torch" and writes the ONNX files; the jar is com.microsoft.onnxruntime:onnxruntime of Maven Central.
# Environment: THREADS (2), SECONDS_EACH (5). The last lines give the median of the rounds' ratios (ONNX Runtime over Sonde: above 1, Sonde is faster).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rounds=${1:-5}
threads=${THREADS:-2}
seconds=${SECONDS_EACH:-5}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

peer() { # ONNX file → seconds, median and least
  java -cp "$ONNXRUNTIME" "$here/peer/OnnxRuntime.java" "$1" "$threads" "$seconds" | sed 's/.*median \([0-9.]*\) s, least \([0-9.]*\) s.*/\1 \2/'
}

sonde() { # batch, bench arguments → seconds, median and least
  size=$1
  shift
  "$here/../sonde" bench "$@" --threads "$threads" --only "predict $size" --seconds "$seconds" --json |
    sed -n "/\"predict $size\"/,/}/s/.*\"\(median\|least\)Seconds\" : \([0-9.Ee-]*\).*/\2/p"
}

compare() { # name script batch bench-arguments…
  name="$1, batch $3" file=$out/$2-$3.onnx size=$3
  (cd "$here/peer" && "$PEER" export_onnx.py "$2" "$size" "$file" >/dev/null 2>&1)
  shift 3
  for round in $(seq "$rounds"); do
    theirs=$(peer "$file") ours=$(sonde "$size" "$@")
    [ -n "$theirs" ] && [ -n "$ours" ] || { echo "a measurement of $name failed" >&2; exit 1; }
    echo $theirs $ours | awk -v name="$name" -v round="$round" '{
      printf "%s, round %d: ONNX Runtime %.2f ms (least %.2f), Sonde %.2f ms (least %.2f), ratio of the least %.2f, ratio %.2f\n",
        name, round, 1000 * $1, 1000 * $2, 1000 * $3, 1000 * $4, $2 / $4, $1 / $3 }' | tee -a "$file.rounds"
  done
  sed 's/.*ratio //' "$file.rounds" | sort -n | awk -v name="$name" '{ r[NR] = $1 } END { print name ": median ratio " r[int((NR + 1) / 2)] ", least " r[1] }' >>"$out/verdict"
}

compare dsn-cifar dsn_cifar 1 dsn-cifar
compare dsn-cifar dsn_cifar 32 dsn-cifar
compare cnds-8 cnds8 1 cnds-8 --input 3x227x227 --classes 205
compare cnds-8 cnds8 8 cnds-8 --input 3x227x227 --classes 205
cat "$out/verdict"
