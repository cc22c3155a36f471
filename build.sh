#!/usr/bin/env bash
# A thin caller of tools/build.proj, which holds the build logic. build.ps1 takes the same words.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

run() {
    dotnet msbuild tools/build.proj -nologo -nodeReuse:false -verbosity:minimal -tl:off "-target:$1" "${@:2}"
}

# The sum of the tests is the last line.
run_tests() {
    local summary=output/TestResults/summary.txt status=0
    rm -f "$summary"
    run "$1" || status=$?
    if [[ -f "$summary" ]]; then cat "$summary"; fi
    exit "$status"
}

case "${1:-}" in
    build) run Build ;;
    demo) run Demo ;;
    test) run_tests Test ;;
    pack) run Pack ;;
    test-package) run_tests TestPackage ;;
    publish) run Publish "-property:Tag=${2:-};Repository=${3:-}" ;;
    release) run Release "-property:Tag=${2:-}" ;;
    workflows) run Workflows ;;
    bench) run Bench "-property:BenchParts=${*:2}" ;;
    chaos) run Chaos "-property:Rows=${2:-};Kills=${3:-};Seed=${4:-}" ;;
    chaos-machines) run ChaosMachines "-property:Rows=${2:-};Faults=${3:-};Seed=${4:-}" ;;
    fuzz) run Fuzz "-property:Count=${2:-};Seed=${3:-}" ;;
    *)
        echo "usage: $0 build | demo | test | pack | test-package | publish <tag> [repository] | release <tag> | workflows" \
            "| bench [parts] | chaos [rows] [kills] [seed]" \
            "| chaos-machines [rows] [faults] [seed] | fuzz [count] [seed]" >&2
        exit 2
        ;;
esac
