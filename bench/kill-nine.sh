#!/bin/sh
# Kills a small training with kill -9 at random moments, goes on with it, and compares weights, journal, tables and report byte for byte with those of a
# run that was left alone.
#
#   bench/kill-nine.sh [HOW OFTEN]      50 where nothing is said
cd "$(dirname "$0")/.." && exec ./sonde test -q -Dtest=SurvivalTest -Dsurefire.failIfNoSpecifiedTests=false -Dsonde.kills="${1:-50}"
