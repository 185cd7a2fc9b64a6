# Shared by the scripts in this folder; source it, do not run it.
#
# Every script here installs what it needs on a Debian machine and says so. All
# chatter goes to standard error, because the standard output of some scripts
# is read by programs (`script/demo --json`, `script/pg url`).

# The folder that holds the workspace, whatever folder the caller stands in.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export ROOT

say() {
    printf '==> %s\n' "$*" >&2
}

fail() {
    printf 'Problem: %s\n' "$*" >&2
    exit 1
}

# The build folder, which the person may have moved with CARGO_TARGET_DIR.
target_folder() {
    local folder=${CARGO_TARGET_DIR:-target}
    case $folder in
        /*) printf '%s\n' "$folder" ;;
        *) printf '%s\n' "$ROOT/$folder" ;;
    esac
}

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# need_debian PACKAGE...: installs those of the named Debian packages that are missing.
need_debian() {
    local missing=() package as_root=()
    command -v dpkg-query >/dev/null || fail "this machine is not Debian. Install by hand what these Debian packages hold, then try again: $*"
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        # Without a terminal sudo cannot ask for a password, so it must not try.
        if command -v sudo >/dev/null && { [ -t 2 ] || sudo -n true 2>/dev/null; }; then
            as_root=(sudo)
        else
            fail "these Debian packages are missing and this account may not install them. As root, run: apt-get install ${missing[*]}"
        fi
    fi
    say "Installing from Debian: ${missing[*]}"
    # Package lists may be absent or old on a fresh machine; the install itself
    # says clearly what is wrong, so a failed refresh is only reported.
    "${as_root[@]}" apt-get update -qq >&2 || say "The Debian package lists could not be refreshed; trying with those at hand."
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends "${missing[@]}" >&2 ||
        fail "Debian could not install: ${missing[*]}. Read the lines above, put that right, then try again."
}

# need_command COMMAND PACKAGE...: installs the packages only where the command is absent, so
# that a Node.js or a compiler from another source is left alone.
need_command() {
    local command=$1
    shift
    command -v "$command" >/dev/null || need_debian "$@"
    command -v "$command" >/dev/null || fail "the command $command is still missing after installing: $*"
}

# Finds cargo, also where Rust was installed a moment ago and the shell does not know it yet.
need_rust() {
    if ! command -v cargo >/dev/null; then
        local home=${CARGO_HOME:-${HOME:-/root}/.cargo}
        [ -x "$home/bin/cargo" ] || fail "Rust is missing. Install it as https://rustup.rs says, then try again."
        PATH=$home/bin:$PATH
        export PATH
    fi
    command -v cc >/dev/null || need_debian build-essential
}

# Finds the two parts of Rust that a minimal installation leaves out.
need_rust_tools() {
    local part
    for part in fmt clippy; do
        cargo "$part" --version >/dev/null 2>&1 && continue
        command -v rustup >/dev/null || fail "cargo $part is missing. Install it the way Rust was installed, then try again."
        say "Adding to Rust: ${part/#fmt/rustfmt}"
        rustup component add "${part/#fmt/rustfmt}" >&2 || fail "rustup could not add ${part/#fmt/rustfmt}."
    done
}

# Prints the path of Chromium, after installing it where it is missing.
need_chromium() {
    local candidate
    for candidate in "${GUILDHALL_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    need_debian chromium
    command -v chromium
}

# Installs the npm packages of the browser tests, when the lock file is newer than the last install.
need_web_packages() {
    local stamp=$ROOT/web/node_modules/.package-lock.json major
    need_command node nodejs
    need_command npm npm
    major=$(node --print 'process.versions.node.split(".")[0]')
    [ "$major" -ge 18 ] || fail "Node.js $major is too old for the browser tests. Install version 18 or later."
    if [ ! -e "$stamp" ] || [ "$ROOT/web/package-lock.json" -nt "$stamp" ]; then
        say "Installing the npm packages of the browser tests"
        (cd "$ROOT/web" && npm ci --no-audit --no-fund >&2) || fail "npm could not install the packages in web/package-lock.json."
    fi
}

# Prints the path of a Python with pysaml2 in it, a SAML service that others wrote, after installing both.
need_pysaml2() {
    local wanted=$ROOT/crates/server/tests/it/saml/requirements.txt folder
    folder=$(target_folder)/pysaml2
    need_command xmlsec1 xmlsec1
    need_command python3 python3
    if ! cmp --silent "$wanted" "$folder/installed.txt"; then
        say "Installing pysaml2 for the tests of SAML"
        python3 -c 'import ensurepip' 2>/dev/null || need_debian python3-venv
        rm -rf "$folder"
        python3 -m venv "$folder" >&2 || fail "python3 could not make an environment in $folder."
        "$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement "$wanted" >&2 \
            || fail "pip could not install the packages in $wanted."
        cp "$wanted" "$folder/installed.txt"
    fi
    printf '%s\n' "$folder/bin/python"
}

# Prints the folder of Apache's modules, after installing Apache and the Shibboleth SP for the tests of SAML. The tests
# start both with files of their own; nothing of the system's is changed or started here.
need_shibboleth() {
    local folder=/usr/lib/apache2/modules
    # Programs of daemons are not on everybody's path.
    [ -e "$folder/mod_shib.so" ] && [ -x /usr/sbin/shibd ] && [ -x /usr/sbin/apache2 ] \
        || need_debian libapache2-mod-shib apache2-bin shibboleth-sp-utils
    need_command openssl openssl
    [ -e "$folder/mod_shib.so" ] || fail "the module mod_shib is still missing in $folder after installing it"
    printf '%s\n' "$folder"
}
