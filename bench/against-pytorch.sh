#!/bin/sh
# Training steps of Sonde and of eager PyTorch by turns, ROUNDS times, on an otherwise idle machine:
#
#   PEER=/path/to/python bench/against-pytorch.sh [ROUNDS]
#
# PEER is a Python that can "import torch". Each round runs PyTorch in NCHW and channels-last, as its users start it and again with the C library's
# memory settings that Sonde's launcher makes ("tuned"), and Sonde once. The last lines give, for each network, the rounds' ratios: PyTorch's better
# layout over Sonde, so that above 1 Sonde is faster; first against PyTorch as it comes, then against the tuned one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rounds=${1:-5}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
tunables=$(sed -n 's/.*GLIBC_TUNABLES-\(glibc[^}]*\)}.*/\1/p' "$here/../sonde")
: "${tunables:?the memory settings are not found in ./sonde}"

peer() { # script layout → seconds a step, median
  (cd "$here/peer" && "$PEER" "$1" --layout "$2" --steps 6 --warm 2) | sed 's/.*median \([0-9.]*\) s.*/\1/'
}

tuned() { # the same with the launcher's settings
  (export GLIBC_TUNABLES="$tunables" OPENBLAS_THREAD_TIMEOUT=4 && peer "$@")
}

sonde() { # bench arguments → seconds a step with heads, median
  "$here/../sonde" bench "$@" --seconds 8 --only heads --json | sed -n '/"train with heads"/,/}/s/.*"medianSeconds" : \([0-9.Ee-]*\).*/\1/p'
}

compare() { # name script bench-arguments…
  name=$1 script=$2
  shift 2
  for round in $(seq "$rounds"); do
    plain="$(peer "$script" nchw) $(peer "$script" nhwc)" kept="$(tuned "$script" nchw) $(tuned "$script" nhwc)" ours=$(sonde "$@")
    echo "$plain $kept $ours" | awk -v name="$name" -v round="$round" '
      function least(a, b) { return a < b ? a : b }
      { printf "%s round %d: PyTorch NCHW %.3f s, channels-last %.3f s, tuned %.3f s and %.3f s, Sonde %.3f s, ratios %.2f %.2f\n",
          name, round, $1, $2, $3, $4, $5, least($1, $2) / $5, least($3, $4) / $5 }' | tee -a "$out/$name"
  done
  for which in 2 1; do
    awk '{ print $(NF + 1 - '$which') }' "$out/$name" | sort -n | awk -v name="$name" -v which="$which" '{ r[NR] = $1 }
      END { print name (which == 2 ? "" : ", PyTorch tuned") ": median ratio " r[int((NR + 1) / 2)] ", least " r[1] }' >>"$out/verdict"
  done
}

compare dsn-cifar dsn_cifar.py dsn-cifar --batch 100
compare cnds-8 cnds8.py cnds-8 --input 3x227x227 --classes 205 --batch 16 --supervise "relu4: {head: cnds prototxt, weight: 0.3}"
cat "$out/verdict"
