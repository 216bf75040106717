#!/usr/bin/env bash
# seeds.sh - reads the mutants' files, and changes a source tree by one of them. Sourced by run.
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2034 # the variables are for the script that sources this
# shellcheck disable=SC2094 # messages name the file that is read
#
#     mutant  NAME
#     seeds   what is wrong then, up to 41 characters
#     origin  the historic bug or the rule that it stands for
#     file    PATH
#      a line that stays
#     -a line that goes
#     +a line that comes
#
# As in a diff without line numbers: the lines that stay and go must be found in PATH exactly once,
# as whole lines. Another change starts with another "file". Empty lines and lines that begin with
# "#" mean nothing between mutants.

names=()                                  # all mutants, in order
declare -A seeds_of origin_of             # by name
hunk_of=() path_of=() old_of=() new_of=() # by change

bad_seed() {
    echo "${1##*/}:$2: $3" >&2
    exit 2
}

read_seeds() {
    local file=$1 line number=0 name='' at=''
    while IFS= read -r line; do
        number=$((number + 1))
        case $line in
        '' | '#'*) at='' ;;
        'mutant  '*)
            name=${line#mutant  }
            [ -z "${seeds_of[$name]+set}" ] || bad_seed "$file" $number "a second $name"
            names+=("$name")
            seeds_of[$name]='' origin_of[$name]=''
            ;;
        'seeds   '*)
            seeds_of[$name]=${line#seeds   }
            [ ${#seeds_of[$name]} -le 41 ] || bad_seed "$file" $number 'over 41 characters'
            ;;
        'origin  '*) origin_of[$name]=${line#origin  } ;;
        'file    '*)
            at=${#hunk_of[@]}
            hunk_of+=("$name") path_of+=("${line#file    }") old_of+=('') new_of+=('')
            ;;
        [-+\ ]*)
            [ -n "$at" ] || bad_seed "$file" $number 'a change without a file'
            [[ $line == +* ]] || old_of[at]+=$'\n'${line:1}$'\n'
            [[ $line == -* ]] || new_of[at]+=$'\n'${line:1}$'\n'
            ;;
        *) bad_seed "$file" $number 'what is this?' ;;
        esac
    done <"$file"
}

# change TREE HUNK: makes one change. Says why and returns 1 if it does not fit.
change() {
    local path=$1/${path_of[$2]} old=${old_of[$2]} new=${new_of[$2]} text without n
    if [ ! -f "$path" ] || [ -z "$old" ] || [ "$old" = "$new" ]; then
        echo "${hunk_of[$2]}: no such file, or a change that changes nothing"
        return 1
    fi
    text=$(<"$path")
    text=$'\n'${text//$'\n'/$'\n\n'}$'\n' # as in the changes: each line between its own two
    without=${text//"$old"/}
    n=$(((${#text} - ${#without}) / ${#old}))
    if [ $n -ne 1 ]; then
        echo "${hunk_of[$2]}: found $n times in ${path_of[$2]}, not once:"
        echo "${old//$'\n\n'/$'\n'}"
        return 1
    fi
    text=${text/"$old"/"$new"}
    text=${text//$'\n\n'/$'\n'}
    printf '%s' "${text:1}" >"$path"
}

# seed TREE NAME: makes the changes of one mutant. unseed TREE NAME PRISTINE: takes them back; the
# files are written anew, so that the next build compiles them.
seed() {
    local i
    for i in "${!hunk_of[@]}"; do
        [ "${hunk_of[i]}" != "$2" ] || change "$1" "$i" || return 1
    done
}

unseed() {
    local i
    for i in "${!hunk_of[@]}"; do
        [ "${hunk_of[i]}" != "$2" ] || cp "$3/${path_of[i]}" "$1/${path_of[i]}"
    done
}
