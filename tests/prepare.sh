#!/bin/sh
# Finds or installs what the tests need beyond Python: a browser, Chinese fonts, the libraries of WeasyPrint, a directory.
set -eu
PYTHON=${PYTHON:-python3}

missing=""
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
fc-list 2>/dev/null | grep -q "Noto Sans CJK" || missing="$missing fonts-noto-cjk"
[ -x /usr/sbin/slapd ] || missing="$missing slapd"
[ -e /usr/include/ldap.h ] && [ -e /usr/include/sasl/sasl.h ] || missing="$missing libldap2-dev libsasl2-dev"
ldconfig -p 2>/dev/null | grep -q libpango-1.0 || missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

if [ -n "$missing" ] && command -v apt-get >/dev/null 2>&1; then
    SUDO=""
    [ "$(id -u)" = 0 ] || SUDO="sudo -n"
    $SUDO apt-get update -qq && DEBIAN_FRONTEND=noninteractive $SUDO apt-get install -y -qq $missing >/dev/null ||
        echo "Could not install:$missing. Tests that need them will say so." >&2
fi
"$PYTHON" -c "import ldap" 2>/dev/null || "$PYTHON" -m pip install --quiet --disable-pip-version-check -r requirements-ldap.txt ||
    echo "python-ldap could not be built. Tests of directories will say so." >&2
if ! command -v chromium >/dev/null 2>&1 && ! command -v google-chrome >/dev/null 2>&1; then
    "$PYTHON" -m playwright install chromium ||
        echo "No browser could be installed; browser tests will say so." >&2
fi
