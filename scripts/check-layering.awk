# check-layering.awk - reads file names, prints every breach of the layering; exits 1 at any.
# SPDX-License-Identifier: MIT

BEGIN {
    count = split(layers, order, /[ \n]+/)
    for (i = 1; i <= count; i++) rank[order[i]] = i
    split(client_sees, list, " ")
    for (i in list) visible[list[i]] = 1
    search_path = "src/ include/ . editions/ tools/pawl/ bench/ src/sim/"

    atomics = "__atomic_|__sync_|stdatomic\\.h|linux/futex\\.h|SYS_futex|__NR_futex" \
        "|(^|[^A-Za-z0-9_])(_Atomic([^A-Za-z0-9_]|$)|syscall[ \t]*\\()"
}

# The layer of a path: its first folder, or its first two under src/ and vet/.
function layer_of(path, part, parts) {
    parts = split(path, part, "/")
    return part[1] == "src" || (part[1] == "vet" && parts > 2) ? part[1] "/" part[2] : part[1]
}

# a/b/../c and a/./c, made plain.
function plain(path) {
    while (sub(/(^|\/)\.\//, "/", path)) sub(/^\//, "", path)
    while (match(path, /[^\/]+\/\.\.\//))
        path = substr(path, 1, RSTART - 1) substr(path, RSTART + RLENGTH)
    return path
}

function exists(path, line, found) {
    if (path in known) return known[path]
    found = (getline line < path) >= 0
    close(path)
    return known[path] = found
}

# Where an include leads, by the search order of the build; "" for a system header.
function resolve(file, name, quoted, folder, try, n, i) {
    folder = file
    sub(/[^\/]*$/, "", folder)
    n = split((quoted ? folder " " : "") search_path, try, " ")
    for (i = 1; i <= n; i++) {
        sub(/^\.$/, "", try[i])
        if (exists(plain(try[i] name))) return plain(try[i] name)
    }
    return ""
}

function breach(text) {
    printf "%s:%d: %s\n", file, line_number, text
    breaches++
}

# One line without comments and without the text of strings; in_comment lasts over lines.
function code_of(line, out, rest) {
    out = ""
    while (line != "") {
        if (in_comment) {
            if (!match(line, /\*\//)) return out
            line = substr(line, RSTART + 2); in_comment = 0
        } else if (match(line, /"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|\/\/|\/\*/)) {
            out = out substr(line, 1, RSTART - 1)
            rest = substr(line, RSTART, 2)
            line = substr(line, RSTART + RLENGTH)
            if (rest == "//") return out
            if (rest == "/*") in_comment = 1
            else out = out "\"\""
        } else {
            return out line
        }
    }
    return out
}

function check_include(line, name, quoted, target, to) {
    quoted = line ~ /^[ \t]*#[ \t]*include[ \t]*"/
    name = line
    sub(/^[^"<]*["<]/, "", name)
    sub(/[">].*$/, "", name)
    target = resolve(file, name, quoted)
    if (name ~ /^clang-c\// && layer != "vet/front")
        breach("only vet/front may know of clang")
    if (target == "") {
        if (quoted) breach("cannot find \"" name "\"")
        return
    }
    to = layer_of(target)
    if ((layer == "tools" || layer ~ /^vet/) && to !~ /^vet/) {
        if (!(to in visible)) breach("the command may not include " target)
    } else if (!(to in rank) || rank[to] > rank[layer]) {
        breach(layer " may not include " target ", which is below it")
    }
}

{
    file = $0
    layer = layer_of(file)
    line_number = in_comment = 0
    if (!(layer in rank)) {
        breach("folder " layer " has no place in the layers (scripts/check-layering)")
        next
    }
    while ((getline line < file) > 0) {
        line_number++
        if (!in_comment && line ~ /^[ \t]*#[ \t]*include[ \t]*["<]/) check_include(line)
        if (code_of(line) ~ atomics && file !~ bare_metal)
            breach("atomics and system calls belong in pawl/word.h, base/pointer.h and " \
                "the park back ends")
    }
    close(file)
}

END { exit breaches > 0 }
