#!/bin/sh
# Where does the gradient vanish? The papers' networks at full size from four laws of first weights; one JSON file each, no heads placed (the budget is nil).
#
#   bench/heads/table.sh OUT
set -eu
sonde=${SONDE:-$(cd "$(dirname "$0")" && pwd)/../../sonde}
out=$1
mkdir -p "$out"

# profile NAME NETWORK KEY=VALUE...
profile() {
  name=$1
  network=$2
  shift 2
  "$sonde" probe "$network" shapes:size=227,train=400,test=10 --classes 1000 --batch 4 --max-cost 0.000001% --json "$@" >"$out/$network-$name.json"
}

# Caffe feeds pixels of 0 to 255 less their mean: a standard deviation of about 60
pixels="normalize 0.5,0.5,0.5 0.0042,0.0042,0.0042"
for network in cnds-8 cnds-13; do
  profile gaussian-zero-bias "$network" "init=[{at: '*', weight: gaussian 0.01}]"
  profile released "$network" "train=['$pixels']"
  profile xavier "$network" "init=[{at: '*', weight: xavier}]" rate=0.001
  profile he "$network" "init=[{at: '*', weight: he}]" rate=0.001
done
