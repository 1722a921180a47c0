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

# gaussian NAME RECIPE SIGMA [KEY=VALUE...]
gaussian() {
  sigma=$3
  name=$1-gaussian-$sigma
  recipe=$2
  shift 3
  cell "$name" "$recipe" "init=[{at: '*', weight: gaussian $sigma}]" "$@"
}

# he NAME RECIPE [KEY=VALUE...]: the rate that suits it
he() {
  name=$1-he
  recipe=$2
  shift 2
  cell "$name" "$recipe" "init=[{at: '*', weight: he}]" "rate=0.01 cosine 0.001" "$@"
}

gaussian shapes-13 plain-13 0.05
he shapes-13 plain-13
if [ -n "$cifar" ]; then
  gaussian cifar10-13 plain-13 0.05 data="$cifar" "samples={train: 2000, test: 500}"
  he cifar10-13 plain-13 data="$cifar" "samples={train: 2000, test: 500}"
fi
gaussian shapes-8 plain-8 0.05
he shapes-8 plain-8
gaussian shapes-13 plain-13 0.03
gaussian shapes-8 plain-8 0.03
gaussian shapes-13 plain-13 0.01
