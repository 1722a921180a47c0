#!/bin/sh
# Where does the gradient vanish? The papers' networks at full size from four laws of first weights; one JSON file each, no heads placed (the budget is nil).
#
#   bench/heads/table.sh OUT
set -eu
sonde=${SONDE:-$(cd "$(dirname "$0")" && pwd)/../../sonde}
out=$1
mkdir -p "$out"

profile() {
  "$sonde" probe "$2" shapes:size=227,train=400,test=10 --classes 1000 --batch 4 --max-cost 0.000001% --json ${3:+"$3"} >"$out/$2-$1.json"
}

for network in cnds-8 cnds-13; do
  profile gaussian-zero-bias "$network" "init=[{at: '*', weight: gaussian 0.01}]"
  profile released "$network" ""
  profile caffe-xavier "$network" "init=[{at: '*', weight: caffe-xavier}]"
  profile he "$network" "init=[{at: '*', weight: he}]"
done
