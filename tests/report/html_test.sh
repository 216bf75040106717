#!/usr/bin/env bash
# html_test.sh - a page is complete in itself, whatever the program's names try; every picture says
# how to read it; without gnuplot there are no pictures, and the page says so.
# SPDX-License-Identifier: MIT
set -u

: "${PAWL:?names the pawl command}" "${PAWL_TESTS:?names the folder of the test programs}"
# shellcheck source=tests/support/try.sh
. tests/support/try.sh

# Prints what is wrong with a page: its structure, what it loads, what it runs.
cat >"$top/inspect" <<'PYTHON'
import html.parser, re, sys

text = open(sys.argv[1], encoding="utf-8").read()
bad = []
void = {"meta", "br", "path", "polygon", "use"}
optional = {"tr", "li", "td", "th"}

class Page(html.parser.HTMLParser):
    open, figures, captions, pictures, ids = [], 0, [], 0, set()

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "link", "img", "iframe", "object", "embed", "base", "form", "a"):
            bad.append(f"there is a <{tag}>")
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "href", "xlink:href", "srcset", "action"):
                bad.append(f"<{tag}> has {name}")
            if name == "id" and value in self.ids:
                bad.append(f"id {value} is there twice")
            if name == "id":
                self.ids.add(value)
        self.figures += tag == "figure"
        self.pictures += tag == "svg"
        if tag not in void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in void:
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open and self.open[-1] != tag and self.open[-1] in optional:
            self.open.pop()
        if not self.open or self.open.pop() != tag:
            bad.append(f"</{tag}> closes nothing, at line {self.getpos()[0]}")

    def handle_data(self, data):
        if self.open and self.open[-1] == "figcaption":
            self.captions.append(data)

page = Page()
page.feed(text)
page.close()
if page.open:
    bad.append(f"never closed: {page.open}")
if page.figures != sum("How to read it" in c for c in page.captions) or page.figures == 0:
    bad.append(f"{page.figures} figures, captions: {page.captions}")
if page.pictures != int(sys.argv[2]):
    bad.append(f"{page.pictures} pictures")
if re.search(r"@import|url\(|https?:", text):
    bad.append("something comes from elsewhere")
if "rgb(" in text or 'color="black"' in text or "gnuplot_" in text:
    bad.append("a picture has colours or names of its own")
print("\n".join(bad))
sys.exit(len(bad) > 0)
PYTHON
fine() { python3 "$top/inspect" "$@"; }
shows() { grep -qF -e "$2" "$1" || { echo "not there: $2" && return 1; }; }

mkdir "$top/one" "$top/two" "$top/bare"
"$PAWL_TESTS/outputs_test" --write "$top/one" 1 || exit 1
"$PAWL_TESTS/outputs_test" --write "$top/two" 2 || exit 1
PATH=$top/nowhere "$PAWL_TESTS/outputs_test" --write "$top/bare" 1 || exit 1

try 'a page of one process' fine "$top/one/run.html" 2
try 'a page of two processes' fine "$top/two/run.html" 2
try 'a page without gnuplot' fine "$top/bare/run.html" 0
try 'it says what is missing' shows "$top/bare/run.html" 'it takes gnuplot, which did not run'
# shellcheck disable=SC2016 # the shell is not to touch it, either
try 'rude names are only text' shows "$top/one/run.html" \
    '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;;&#39;`$(id)`?&quot;; system &#39;id&#39;; ??'
try 'the headline names the lock and the place' shows "$top/one/run.html" \
    'In 2.00 s, threads waited 3.09 s for locks, all together. 97 % of it, 3.00 s, was for '
try 'waiting for conditions is told apart' shows "$top/one/run.html" \
    'They also waited 10.0 ms for conditions.'
try 'two processes have a table' shows "$top/two/run.html" '<td>4712</td>'
try 'what got lost is said' shows "$top/two/run.html" \
    'Process 4712: Entries that found no room, and are missing here: 7.'

sed -E 's/("busiest_share": ?)[0-9.e-]+/\10/g' "$top/one/run.json" >"$top/unknown.json"
silent_of_the_busiest() {
    "$PAWL" report -q --html "$top/unknown.html" "$top/unknown.json" &&
        shows "$top/unknown.html" ', 16 locks<' && ! grep busiest "$top/unknown.html"
}
try 'the busiest of several' shows "$top/one/run.html" ', 16 locks, busiest 62 %<'
try 'or nothing, if it is not known' silent_of_the_busiest

quick=(--locks 'm2015,pawl' --threads 3 --rounds 5 --seconds 0.2)
lab() { "$PAWL" lab hunger "${quick[@]}" "$@"; }
refuses() { ! lab "$@" 2>"$top/refused" && grep -q "^pawl lab: " "$top/refused"; }

try 'the laboratory writes a page' lab --json "$top/lab.json" --html "$top/lab.html"
try 'it has three pictures' fine "$top/lab.html" 3
try 'the page can be made later' "$PAWL" lab --from "$top/lab.json" --html "$top/again.html"
try 'it is the same' cmp "$top/lab.html" "$top/again.html"
lab --html - >"$top/stdout.html"
try 'it goes to the standard output, alone' fine "$top/stdout.html" 3
try 'two files cannot both go there' refuses --json - --html -
try 'a page that cannot be written is refused' refuses --html "$top/nowhere/x.html"
# shellcheck disable=SC2016
rude='.tables[0].locks[0] = $rude | (.tables[0].samples[], .tables[0].traces[] |
    select(.lock == "m2015")).lock = $rude'
jq -c --arg rude "<b>'\";\`id\`" "$rude" "$top/lab.json" >"$top/rude.json"
try 'rude names of locks' "$PAWL" lab --from "$top/rude.json" --html "$top/rude.html"
try 'are only text, too' fine "$top/rude.html" 3
try 'and are shown' shows "$top/rude.html" '&lt;b&gt;&#39;&quot;;'
try 'both themes' shows "$top/one/run.html" '@media(prefers-color-scheme:dark)'
finish
