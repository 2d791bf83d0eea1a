#!/bin/sh
# Sets 绩衡 up in this checkout and runs it, or its tests. Everything lands in .venv; only system packages lie outside.
# What is printed is for clerks: Chinese, one line for one matter. Exit 2: could not be set up.
set -eu

# Without a UTF-8 locale Qt warns and Chinese file names break; C.UTF-8 is always there.
if [ "$(locale charmap 2>/dev/null || :)" != UTF-8 ]; then
    export LC_ALL=C.UTF-8
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 UV_PYTHON_DOWNLOADS=never

here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=$here/.venv
lock=$here/packaging/requirements.lock
stamp=$venv/jiheng-stamp

# The library Qt loads and the Debian package that has it. A full desktop has most; a bare machine has none.
libraries='
libGL.so.1 libgl1
libEGL.so.1 libegl1
libxkbcommon.so.0 libxkbcommon0
libfontconfig.so.1 libfontconfig1
libdbus-1.so.3 libdbus-1-3
libglib-2.0.so.0 libglib2.0-0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
'

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 2
}
have() { command -v "$1" >/dev/null 2>&1; }

usage() {
    say '用法：sh packaging/jiheng.sh demo [参数]   准备环境并运行示例'
    say '      sh packaging/jiheng.sh test [参数]   准备环境并运行测试'
    say '      sh packaging/jiheng.sh setup         只准备环境'
    exit 2
}

# Runs a command silently; when it fails, what it said is all there is to go on, so that is shown.
quietly() {
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 15 "$log" >&2
    rm -f "$log"
    return 1
}

# --- Python -----------------------------------------------------------------------------------------------------

# A name may be there and not work (a version manager's stub), so each is run. Above 3.14 there is no Qt for it.
fits() { have "$1" && "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }

# Debian splits ensurepip off, so a Python may be right and still unable to make an environment.
complete() { fits "$1" && "$1" -c 'import ensurepip, venv' 2>/dev/null; }

pythons() { printf '%s\n' ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3 python3.14; }

# Prints the first Python that passes the test named in $1; with $PYTHON set, only that one counts.
first_python() {
    pythons | while IFS= read -r candidate; do
        if "$1" "$candidate"; then
            printf '%s\n' "$candidate"
            break
        elif [ -n "${PYTHON:-}" ]; then
            break
        fi
    done
}

candidate_of() { LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: *//p'; }

# Prints the Python an environment is kept or made with, nothing when there is none. uv makes do without ensurepip.
usable_python() {
    if [ -z "${PYTHON:-}" ] && [ -x "$venv/bin/python" ] && fits "$venv/bin/python"; then
        printf '%s\n' "$venv/bin/python"
        return
    fi
    found=$(first_python complete)
    if [ -z "$found" ] && have uv; then
        found=$(first_python fits)
    fi
    printf '%s' "$found"
}

# Prints the packages that give a Python here, nothing when the system's own sources have only older ones.
python_packages() {
    found=$(first_python fits)
    if [ -n "$found" ]; then
        printf '%s-venv' "$found"
        return
    fi
    case $(candidate_of python3) in
    '' | '(none)' | 3.1[1-4].*)
        printf 'python3 python3-venv'
        return
        ;;
    esac
    for version in 3.13 3.12 3.11; do
        case $(candidate_of "python$version") in
        "$version".*)
            printf 'python%s python%s-venv' "$version" "$version"
            return
            ;;
        esac
    done
}

# --- System packages ----------------------------------------------------------------------------------------------

loader_cache() { PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || :; }

# Prints the packages whose library the loader does not know. Without a loader cache nothing can be said.
missing_libraries() {
    known=$(loader_cache)
    [ -n "$known" ] || return 0
    printf '%s' "$libraries" | while read -r library package; do
        [ -n "$library" ] || continue
        case $known in
        *"$library"*) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

missing_tools() {
    if ! have pdftotext || ! have pdffonts; then
        printf 'poppler-utils'
    fi
}

may_install() { have apt-get && { [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }; }; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# The lists of a fresh machine are empty, those of an old one stale; a failing update is told by what follows.
update_lists() {
    if [ -z "${updated:-}" ] && may_install; then
        as_root apt-get update -qq >/dev/null 2>&1 || :
        updated=1
    fi
}

install_packages() {
    say "正在安装系统组件：$*"
    update_lists
    quietly as_root apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=60 "$@"
}

# $1: the packages to have. Installs them, or says in one line which command does.
need_packages() {
    # shellcheck disable=SC2086 # a list of names, split on purpose
    set -- $1
    if [ $# -eq 0 ]; then
        return 0
    fi
    if may_install && install_packages "$@"; then
        return 0
    fi
    prefix='sudo '
    [ "$(id -u)" != 0 ] || prefix=''
    if have apt-get; then
        fail "缺少系统组件，请运行：${prefix}apt-get install $*"
    fi
    fail "缺少系统组件（Debian 的名称）$*，请用本机的软件管理器安装后重试。"
}

# $1: the task. All that is missing goes into one request, so nobody has to run this three times.
prepare_system() {
    wanted=''
    if [ -z "$(usable_python)" ]; then
        [ -z "${PYTHON:-}" ] || fail "PYTHON 所指的 $PYTHON 不能用：需要 Python 3.11 至 3.14，并带有 venv。"
        update_lists
        wanted=$(python_packages)
        [ -n "$wanted" ] || fail '缺少 Python 3.11 或更高版本，本机的软件源里也没有；请先安装，再用 PYTHON=路径 指明。'
    fi
    # Other systems name their packages otherwise; there the loading of Qt below says what is missing.
    if have apt-get; then
        wanted="$wanted $(missing_libraries)"
    fi
    if [ "$1" = test ]; then
        wanted="$wanted $(missing_tools)"
    fi
    need_packages "$wanted"
}

# Qt's wheels need a C library of their age; pip would only say that no version matches.
check_c_library() {
    minor=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed -n 's/^glibc 2\.\([0-9]*\).*/\1/p')
    needed=34
    [ "$(uname -m)" != aarch64 ] || needed=39
    if [ -n "$minor" ] && [ "$minor" -lt "$needed" ]; then
        fail "本系统太旧（glibc 2.$minor），需要 glibc 2.$needed 或更高，例如 Debian 12、Ubuntu 22.04 以后的系统。"
    fi
}

# --- The environment ----------------------------------------------------------------------------------------------

fingerprint() {
    { printf '%s\n' "$here" "${PYTHON:-}" && cat "$lock" "$here/pyproject.toml"; } |
        { sha256sum 2>/dev/null || cksum; }
}

make_environment() {
    if [ -z "${PYTHON:-}" ] && [ -x "$venv/bin/python" ] && fits "$venv/bin/python"; then
        return 0
    fi
    python=$(first_python complete)
    if [ -n "$python" ]; then
        quietly "$python" -m venv --clear "$venv"
    else
        quietly uv venv --clear --python "$(command -v "$(first_python fits)")" "$venv"
    fi
}

install_with_uv() {
    have uv && uv --version >/dev/null 2>&1 &&
        quietly uv pip install -q --python "$venv/bin/python" --no-deps -r "$lock" &&
        quietly uv pip install -q --python "$venv/bin/python" --no-deps -e "$here"
}

# Left uncompiled: half the time, and each module is compiled when it is first imported.
install_with_pip() {
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || quietly "$venv/bin/python" -m ensurepip
    quietly "$venv/bin/python" -m pip install -q --no-compile --no-deps -r "$lock" &&
        quietly "$venv/bin/python" -m pip install -q --no-compile --no-deps -e "$here"
}

# The table above may age: what counts is whether Qt and its window plugin load.
check_qt() {
    quietly "$venv/bin/python" -c '
import ctypes, pathlib, PySide6.QtWidgets, PySide6.QtSvg
plugins = pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
for name in ("libqoffscreen.so", "libqxcb.so"):
    ctypes.CDLL(str(plugins / name))
'
}

prepare() {
    prepare_system "$1"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ] && fits "$venv/bin/python"; then
        return 0
    fi
    check_c_library
    [ -w "$here" ] || fail "无法写入 $here，请换一个可以写入的文件夹。"
    say '正在准备运行环境，首次约需一分钟……'
    rm -f "$stamp"
    make_environment || fail '无法建立运行环境，原因见上。'
    install_with_uv || install_with_pip || fail '安装依赖失败，请检查网络后重试，原因见上。'
    check_qt || fail '界面库无法加载，缺少的系统库见上一行。'
    fingerprint >"$stamp"
}

# --- The tasks ----------------------------------------------------------------------------------------------------

[ $# -gt 0 ] || usage
task=$1
shift
case $task in
setup)
    prepare setup
    say '环境已就绪。'
    ;;
demo)
    prepare demo
    exec "$venv/bin/jiheng" demo "$@"
    ;;
test)
    prepare test
    # Windows that flash over the desktop take the keyboard from whoever works there, and from each other.
    export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
    cd "$here"
    exec "$venv/bin/python" -m pytest -n auto --maxprocesses 4 "$@"
    ;;
*) usage ;;
esac
