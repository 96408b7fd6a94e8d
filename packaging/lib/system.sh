# What the machine must bring: probed by using it; on Debian and its children fetched as root without a question.
# Sourced by packaging/run.

WINDOW_PACKAGES="libegl1 libgl1 libopengl0 libglib2.0-0 libdbus-1-3 libfontconfig1 libfreetype6 libxkbcommon0
    libxkbcommon-x11-0 libx11-xcb1 libxcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1
    libwayland-client0 libwayland-cursor0 libwayland-egl1 fonts-dejavu-core"

# program:package, for what the tests start beside us: a keyring on a bus, a screen with a window manager and a tray.
TEST_PROGRAMS="dbus-run-session:dbus gnome-keyring-daemon:gnome-keyring Xvfb:xvfb openbox:openbox trayer:trayer
    xdotool:xdotool git:git"

apt_updated=""

fetch_packages() { # fetch_packages PURPOSE PACKAGE...: tries, and leaves the verdict to the caller's next probe
    local purpose=$1
    shift
    if ! command -v apt-get >/dev/null; then
        say "$purpose needs what Debian calls: $*"
    elif [ "$(id -u)" -ne 0 ]; then
        say "$purpose needs packages that only root can add:"
        say "    sudo apt-get install --no-install-recommends $*"
    else
        say "$purpose: adding $*"
        apt_get_install "$@" >&2 || say "apt-get did not manage; looking whether it will do without."
    fi
}

apt_get_install() { # what it says is only of interest when it fails
    local log
    log=$(mktemp)
    apt_get_install_aloud "$@" </dev/null >"$log" 2>&1 && rm -f -- "$log" && return 0
    tail -n 15 -- "$log"
    rm -f -- "$log"
    return 1
}

apt_get_install_aloud() {
    export DEBIAN_FRONTEND=noninteractive
    [ -n "$apt_updated" ] || apt-get -q -o DPkg::Lock::Timeout=120 update || true
    apt_updated=yes
    apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@"
}

# --- a whole Python --------------------------------------------------------------------------------------------------

is_whole_python() { # by running it: a shim may exist and start nothing, a Debian Python may lack ensurepip
    "$1" -I - >/dev/null 2>&1 <<'PY'
import ctypes, ensurepip, sqlite3, ssl, sys, venv
assert (3, 11) <= sys.version_info < (3, 14)
sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5(words)")
PY
}

find_python() { # prints the first whole Python
    local candidate path
    for candidate in ${CALSYNC_PYTHON:+"$CALSYNC_PYTHON"} python3 python3.11 python3.12 python3.13 \
        /usr/bin/python3 /usr/local/bin/python3 "${HOME:-/root}"/.pyenv/versions/3.1[123].*/bin/python3; do
        path=$(command -v "$candidate" 2>/dev/null) || continue
        if is_whole_python "$path"; then
            printf '%s\n' "$path"
            return 0
        fi
        [ "$candidate" != "${CALSYNC_PYTHON:-}" ] || return 1
    done
    return 1
}

ensure_python() { # sets $python
    python=$(find_python) && return 0
    [ -z "${CALSYNC_PYTHON:-}" ] ||
        die "CALSYNC_PYTHON=$CALSYNC_PYTHON is not a Python 3.11 to 3.13 with venv, ensurepip, ssl and SQLite with FTS5."
    fetch_packages "Python" python3 python3-venv ca-certificates
    python=$(find_python) ||
        die "no Python 3.11 to 3.13 with venv, ensurepip, ssl and SQLite with FTS5 was found; CALSYNC_PYTHON can name one."
}

# --- what a window needs ---------------------------------------------------------------------------------------------

missing_window_parts() { # prints what the environment's Qt cannot find on this machine; nothing means all is well
    local qt
    qt=$("$venv/bin/python" -I -c 'import PySide6, pathlib; print(pathlib.Path(PySide6.__file__).parent)')
    ldd "$qt"/Qt{Gui,Widgets,Network,Svg}.abi3.so "$qt"/Qt/plugins/platforms/lib{qxcb,qoffscreen}.so 2>/dev/null |
        sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/\1/p' | sort -u
    has_a_font || echo "a font"
}

has_a_font() {
    local files
    files=$(find -L /usr/share/fonts /usr/local/share/fonts "${XDG_DATA_HOME:-${HOME:-/root}/.local/share}/fonts" \
        "${HOME:-/root}/.fonts" \( -name '*.[to]tf' -o -name '*.ttc' \) 2>/dev/null | head -n 1) || true
    [ -n "$files" ]
}

ensure_window_libraries() {
    [ "$(uname)" = Linux ] || return 0
    local missing
    missing=$(missing_window_parts)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086 # a list of words
    fetch_packages "the window" $WINDOW_PACKAGES
    missing=$(missing_window_parts)
    case $missing in
        "") ;;
        "a font") say "no font was found: texts may show as boxes." ;;
        *) die "the window cannot start without:" $missing ;;
    esac
}

# --- what the tests start --------------------------------------------------------------------------------------------

missing_test_packages() {
    local pair
    for pair in $TEST_PROGRAMS; do
        command -v "${pair%%:*}" >/dev/null || printf '%s ' "${pair##*:}"
    done
}

ensure_test_programs() { # what is still missing then is skipped by its tests, or fails them when CI is set
    [ "$(uname)" = Linux ] || return 0
    local missing
    missing=$(missing_test_packages)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086 # a list of words
    fetch_packages "the tests" $missing
    missing=$(missing_test_packages)
    [ -z "$missing" ] || say "going on without: $missing"
}
