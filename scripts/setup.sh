#!/usr/bin/env bash
# Makes .venv with the pinned packages and compiles what is compiled. Present already, it costs nothing. `dev` adds what the tests need.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:-run}

find_python() {
  for name in python3.11 python3.12 python3.13 python3; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"; return
    fi
  done
  echo "Python 3.11 or newer with its venv module is needed; none was found." >&2; exit 1
}

install_system() { # no `grep -q`: it ends its pipe early, which pipefail takes for a failure
  missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  fc-list 2>/dev/null | grep -i 'noto.*cjk' >/dev/null || missing+=(fonts-noto-cjk fontconfig)
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing+=(postgresql)
  ldconfig -p | grep libpango-1.0 >/dev/null || missing+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests need these system packages, which only an administrator can install: ${missing[*]}" >&2
    echo "On Debian: apt-get install ${missing[*]}" >&2; exit 1
  fi
  echo "Installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

install_packages() { # a requirements file, once per content
  stamp=".venv/.installed-$(basename "$1")"
  wanted=$(cat "$1" | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    echo "Installing the packages of $1"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -r "$1" 2> >(grep -v 'is ignored: it is neither' >&2)
    echo "$wanted" > "$stamp"
  fi
}

if [ ! -x .venv/bin/python ]; then "$(find_python)" -m venv .venv; fi
if [ "$mode" = dev ]; then install_system; install_packages requirements-dev.txt; else install_packages requirements.txt; fi
if [ -n "$(find translations -name '*.po' -newer translations/zh/LC_MESSAGES/messages.mo 2>/dev/null || echo new)" ]; then
  .venv/bin/python scripts/catalogue.py compile
fi
.venv/bin/python -m compileall -q accounts bureau core demo employers jobs veterans wsgi.py
.venv/bin/python -m jobs.matching.warm
