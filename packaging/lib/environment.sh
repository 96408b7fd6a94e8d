# The environments: made from the locked requirements, re-made when lock, Python or checkout changed, healed when a
# set-up was interrupted. Sourced by packaging/run.
#
# Two files in an environment tell its state. `calsync-made` is written first: this script made it and may remove it.
# `calsync-stamp` is written last: one line for the Python and one for each lock that is completely installed.

MADE=calsync-made
STAMP=calsync-stamp

lock_sum() { cksum <"$here/requirements-$1.txt" | tr -d ' \t'; }

python_of() { "$1" -I -S -c 'import sys; print("python", sys.version.split()[0])' 2>/dev/null; }

is_stamped() { # is_stamped ENVIRONMENT LINE
    [ -f "$1/$STAMP" ] && grep -qxF -- "$2" "$1/$STAMP"
}

is_current() { # is_current ENVIRONMENT LOCK: its Python still runs and is the same, and the lock is installed whole
    local running
    running=$(python_of "$1/bin/python") || return 1
    is_stamped "$1" "$running" && is_stamped "$1" "lock $2 $(lock_sum "$2")"
}

is_wanted_python() { # an explicit CALSYNC_PYTHON must be the environment's
    [ -z "${CALSYNC_PYTHON:-}" ] || is_stamped "$1" "$(python_of "$CALSYNC_PYTHON")"
}

ensure_environment() { # ensure_environment demo|test
    ! is_ready "$1" || return 0
    lock_while_making "$venv"
    is_ready "$1" || bring_up_to "$1"
    unlock
}

is_ready() { is_current "$venv" "$1" && is_wanted_python "$venv" && is_stamped "$venv" "checkout $root"; }

bring_up_to() { # bring_up_to demo|test: keeps what is good, and adds what is missing
    local held=""
    ! { is_current "$venv" demo && is_wanted_python "$venv"; } || held=demo
    [ -z "$held" ] || ! is_current "$venv" test || held="demo test"
    [ -n "$held" ] || make_environment "$venv"
    # shellcheck disable=SC2086 # a list of words
    if ! asks_for "$1" $held; then
        install_locked "$venv" "$1"
        [ "$1" = demo ] && held=demo || held="demo test"
    fi
    install_ourselves
    # shellcheck disable=SC2086
    write_stamp "$venv" $held
    say "ready: $venv"
}

ensure_side_environment() { # ensure_side_environment ENVIRONMENT LOCK: one of the peers, without ourselves
    ! is_current "$1" "$2" || return 0
    lock_while_making "$1"
    if ! is_current "$1" "$2"; then
        make_environment "$1"
        install_locked "$1" "$2"
        write_stamp "$1" "$2"
    fi
    unlock
}

make_environment() { # an empty one, where nothing or something broken was
    if [ -e "$1" ] && [ ! -e "$1/$MADE" ] && [ -n "$(ls -A -- "$1")" ]; then
        die "$1 was not made by this script, so it is left alone. Remove it, or name another place with CALSYNC_VENV."
    fi
    ensure_python
    say "making $1 with $("$python" -I -S -c 'import sys; print(sys.version.split()[0])') ($python)"
    rm -rf -- "$1"
    mkdir -p -- "$1"
    : >"$1/$MADE"
    "$python" -I -m venv "$1" >&2 || die "the environment could not be made; see above."
}

install_locked() { # install_locked ENVIRONMENT LOCK
    say "installing the locked requirements ($2); this takes a minute or two, once."
    rm -f -- "$1/$STAMP"
    PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 "$1/bin/python" -I -m pip install -qq --no-input \
        --require-hashes --only-binary :all: --requirement "$here/requirements-$2.txt" >&2 ||
        die "the requirements could not be installed; see above. Nothing else was changed: run it again when it is put right."
}

install_ourselves() { # the checkout itself, by reference: a path file, and the two commands
    local library
    library=$("$venv/bin/python" -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$root" >"$library/calsync-desktop.pth"
    write_command calsync main
    write_command calsync-desktop window
}

write_command() { # write_command NAME FUNCTION; through sh, because a shebang cannot hold a path with spaces
    local file=$venv/bin/$1 quoted
    quoted=$(printf '%s' "$venv/bin/python" | sed "s/'/'\\\\''/g")
    printf '%s\n' "#!/bin/sh" \
        "exec '$quoted' -c 'import sys; sys.argv[0] = \"$1\"; from calsync_desktop.cli import $2; sys.exit($2())' \"\$@\"" \
        >"$file"
    chmod 0755 -- "$file"
}

write_stamp() { # write_stamp ENVIRONMENT LOCK...; whole or not at all
    local environment=$1 lock
    shift
    {
        python_of "$environment/bin/python"
        echo "checkout $root"
        for lock in "$@"; do echo "lock $lock $(lock_sum "$lock")"; done
    } >"$environment/$STAMP.new"
    mv -f -- "$environment/$STAMP.new" "$environment/$STAMP"
}

lock_while_making() { # two set-ups at a time would tread on each other
    command -v flock >/dev/null || return 0
    mkdir -p -- "$(dirname -- "$1")"
    exec 9>"$1.lock"
    flock -n 9 || { say "another set-up is at work here; waiting for it."; flock 9; }
}

unlock() { exec 9>&- || true; }
