#!/bin/sh
# Training steps of Sonde and of eager PyTorch by turns, ROUNDS times, on an otherwise idle machine:
#
#   PEER=/path/to/python bench/against-pytorch.sh [ROUNDS]
#
# PEER is a Python that can "import torch". Each round runs PyTorch in NCHW, PyTorch channels-last and Sonde once; the last lines
# give, for each network, the median of the rounds' ratios (the better PyTorch layout over Sonde: above 1, Sonde is faster).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rounds=${1:-5}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

peer() { # script layout → seconds a step, median
  (cd "$here/peer" && "$PEER" "$1" --layout "$2" --steps 8 --warm 3) | sed 's/.*median \([0-9.]*\) s.*/\1/'
}

sonde() { # bench arguments → seconds a step with heads, median
  "$here/../sonde" bench "$@" --seconds 12 --training --json | sed -n '/"train with heads"/,/}/s/.*"medianSeconds" : \([0-9.Ee-]*\).*/\1/p'
}

compare() { # name script bench-arguments…
  name=$1 script=$2
  shift 2
  for round in $(seq "$rounds"); do
    nchw=$(peer "$script" nchw) nhwc=$(peer "$script" nhwc) ours=$(sonde "$@")
    echo "$nchw $nhwc $ours" | awk -v name="$name" -v round="$round" '{
      better = $1 < $2 ? $1 : $2
      printf "%s round %d: PyTorch NCHW %.3f s, channels-last %.3f s, Sonde %.3f s, ratio %.2f\n", name, round, $1, $2, $3, better / $3 }' | tee -a "$out/$name"
  done
  sed 's/.*ratio //' "$out/$name" | sort -n | awk -v name="$name" '{ r[NR] = $1 } END { print name ": median ratio " r[int((NR + 1) / 2)] ", least " r[1] }' >>"$out/verdict"
}

compare dsn-cifar dsn_cifar.py dsn-cifar --batch 100
compare cnds-8 cnds8.py cnds-8 --input 3x227x227 --classes 205 --batch 16 --supervise "relu4: {head: cnds prototxt, weight: 0.3}"
cat "$out/verdict"
