#!/usr/bin/env bash
# A thin caller of tools/build.proj, which holds the build logic.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

run() {
    dotnet msbuild tools/build.proj -nologo -nodeReuse:false -verbosity:minimal -tl:off -target:"$1" "${@:2}"
}

case "${1:-}" in
    build) run Build ;;
    demo) run Demo ;;
    pack) run Pack ;;
    test)
        summary=output/TestResults/summary.txt
        rm -f "$summary"
        status=0
        run Test || status=$?
        if [[ -f "$summary" ]]; then cat "$summary"; fi
        exit "$status"
        ;;
    bench) run Bench "-property:BenchParts=${*:2}" ;;
    fuzz) run Fuzz "-property:Count=${2:-10000};Seed=${3:-}" ;;
    chaos) run Chaos "-property:Rows=${2:-200};Kills=${3:-30};Seed=${4:-}" ;;
    *)
        echo "usage: $0 build | demo | test | pack | bench [parts] | chaos [rows] [kills] [seed] | fuzz [count] [seed]" >&2
        exit 2
        ;;
esac
