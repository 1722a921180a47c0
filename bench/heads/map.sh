#!/bin/sh
# When do heads matter? Depth by first weights by data, three seeds each: arms none, heads (by the paper's rule: the recipes say auto), fading and every-3.
#
#   bench/heads/map.sh OUT [CIFAR10]     OUT: folder for the runs; CIFAR10: folder of the binary CIFAR-10 files, for the second half
#
# Takes about an hour on one core. A run that is there already is not made again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sonde=${SONDE:-$here/../../sonde}
out=$1
cifar=${2:-}
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"

# cell NAME RECIPE KEY=VALUE...
cell() {
  name=$1
  recipe=$2
  shift 2
  "$sonde" ablate "$here/$recipe.yaml" "$@" --seeds 3 --arm "fading: place.rule=fading 0.1" --arm "every-3: place.rule=every 3" \
    --out "$out/$name"
}

for depth in 13 8; do
  for sigma in 0.05 0.03 0.01; do
    cell "shapes-$depth-gaussian-$sigma" "plain-$depth" "init=[{at: '*', weight: gaussian $sigma}]"
  done
  cell "shapes-$depth-he" "plain-$depth" "init=[{at: '*', weight: he}]" "rate=0.01 cosine 0.001"
done
[ -n "$cifar" ] || exit 0
for depth in 13 8; do
  cell "cifar10-$depth-gaussian-0.05" "plain-$depth" data="$cifar" "samples={train: 2000, test: 500}"
  cell "cifar10-$depth-he" "plain-$depth" data="$cifar" "samples={train: 2000, test: 500}" "init=[{at: '*', weight: he}]" "rate=0.01 cosine 0.001"
done
