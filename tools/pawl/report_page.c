// report_page.c - one HTML page, complete in itself.
// SPDX-License-Identifier: MIT
#include "report_page.h"

#include "text.h"
#include "xalloc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

// Pictures take their colours from here: --ink, --grid and --c0 to --c5 mean the same in both
// themes.
static const char style[] =
    ":root{color-scheme:light dark;--paper:#fff;--ink:#1c2127;--soft:#59636e;--grid:#e4e7eb;"
    "--c0:#aeb6bf;--c1:#2570c9;--c2:#d2571a;--c3:#11805a;--c4:#8456c9;--c5:#a87a00}\n"
    "@media(prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e4e7ea;--soft:#9aa4af;"
    "--grid:#2d333a;--c0:#626c77;--c1:#62a7f7;--c2:#f38a52;--c3:#43bd90;--c4:#b592f2;"
    "--c5:#d8ab36}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);"
    "font:1rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}\n"
    "main{max-width:80ch;margin:0 auto;padding:2.5rem 1.25rem 4rem}\n"
    "h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem;overflow-wrap:anywhere}\n"
    "h2{font-size:1.2rem;margin:3rem 0 .75rem;padding-top:1rem;border-top:1px solid var(--grid);"
    "overflow-wrap:anywhere}\n"
    "h3{font-size:1rem;margin:1.75rem 0 .5rem;overflow-wrap:anywhere}\n"
    "p{margin:.5rem 0;overflow-wrap:anywhere}\n"
    ".sub,.note,figcaption,.axis{color:var(--soft);font-size:.875rem}\n"
    ".lead{font-size:1.1rem}\n"
    "code,pre,.name{font-family:ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;"
    "font-size:.8125rem}\n"
    "pre{overflow-x:auto;line-height:1.35;margin:.5rem 0}\n"
    "figure{margin:1.5rem 0}\n"
    "figcaption{margin-top:.5rem}\n"
    "svg{display:block;width:100%;height:auto;font-family:inherit}\n"
    ".axis{margin:0}.axis.x{text-align:right}\n"
    ".legend{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;padding:0;"
    "margin:.25rem 0 .5rem}\n"
    ".legend li{overflow-wrap:anywhere}\n"
    ".legend i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.5em}\n"
    ".wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-size:.8125rem;line-height:1.35;font-variant-"
    "numeric:tabular-nums}\n"
    "th{font-weight:600;vertical-align:bottom;white-space:normal!important}\ntd{vertical-align:top}"
    "\n"
    "th,td{padding:.3rem .35rem;text-align:right;white-space:nowrap;"
    "border-bottom:1px solid var(--grid)}\n"
    "th:first-child,td:first-child{padding-left:0}\n"
    "th.t,td.t{text-align:left}\n"
    "td.t{white-space:normal;overflow-wrap:anywhere;min-width:10rem}td .note{font-size:.75rem}\n"
    ".bars{display:grid;grid-template-columns:minmax(0,1fr) 5.5rem;gap:.15rem .75rem;"
    "font-size:.875rem}\n"
    ".bars .name{overflow-wrap:anywhere}\n"
    ".bars .note{margin-left:.6em}\n"
    ".bars .value{text-align:right;font-variant-numeric:tabular-nums}\n"
    ".bars .bar{grid-column:1/-1;height:.5rem;margin-bottom:.5rem}\n"
    ".bars .bar i{display:block;height:100%;min-width:1px;border-radius:0 3px 3px 0}\n";

static void escape(FILE *out, const char *tame)
{
    for (; *tame != '\0'; tame++) {
        switch (*tame) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        case '\'': fputs("&#39;", out); break;
        default: fputc(*tame, out);
        }
    }
}

void page_text(FILE *out, const char *text)
{
    char *tame = xstrdup(text);
    text_tame(tame);
    escape(out, tame);
    free(tame);
}

// <tag class="rest"> of "tag.rest".
static void open_tag(FILE *out, const char *tag)
{
    int length = (int)strcspn(tag, ".");
    fprintf(out, "<%.*s", length, tag);
    if (tag[length] != '\0')
        fprintf(out, " class=\"%s\"", tag + length + 1);
    fputc('>', out);
}

static void close_tag(FILE *out, const char *tag)
{
    fprintf(out, "</%.*s>\n", (int)strcspn(tag, "."), tag);
}

static void element(FILE *out, const char *tag, const char *text)
{
    open_tag(out, tag);
    page_text(out, text);
    close_tag(out, tag);
}

void page_element(FILE *out, const char *tag, const char *format, ...)
{
    char text[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    element(out, tag, text);
}

// Even if something slipped through: nothing is loaded, and no script runs.
void page_begin(FILE *out, const char *title, const char *subtitle)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" "
          "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
          out);
    element(out, "title", title);
    fprintf(out, "<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
    element(out, "h1", title);
    if (subtitle)
        element(out, "p.sub", subtitle);
}

void page_end(FILE *out)
{
    fputs("</main>\n</body>\n</html>\n", out);
}

void page_section(FILE *out, const char *heading)
{
    element(out, "h2", heading);
}

// ---- figures ------------------------------------------------------------------------------------

void page_figure_begin(FILE *out, const char *title)
{
    fputs("<figure>\n", out);
    element(out, "h3", title);
}

void page_figure_end(FILE *out, const char *caption)
{
    element(out, "figcaption", caption);
    fputs("</figure>\n", out);
}

void page_legend(FILE *out, const struct page_key *keys, size_t count)
{
    fputs("<ul class=\"legend\">\n", out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "<li><i style=\"background:var(--c%d)\"></i><span class=\"name\">",
                keys[i].colour);
        page_text(out, keys[i].name);
        fputs("</span></li>\n", out);
    }
    fputs("</ul>\n", out);
}

void page_bars_begin(FILE *out)
{
    fputs("<div class=\"bars\">\n", out);
}

void page_bar(FILE *out, const char *name, const char *note, const char *value, double share,
              int colour)
{
    fputs("<div><span class=\"name\">", out);
    page_text(out, name);
    fputs("</span><span class=\"note\">", out);
    page_text(out, note);
    fputs("</span></div><div class=\"value\">", out);
    page_text(out, value);
    fprintf(out, "</div><div class=\"bar\"><i style=\"width:%.2f%%;background:var(--c%d)\"></i>",
            share * 100, colour);
    fputs("</div>\n", out);
}

void page_bars_end(FILE *out)
{
    fputs("</div>\n", out);
}

// ---- tables -------------------------------------------------------------------------------------

void page_table_begin(FILE *out, const char *const *heads)
{
    fputs("<div class=\"wide\"><table>\n<thead><tr>", out);
    for (; *heads; heads++) {
        bool of_texts = (*heads)[0] == '<';
        fputs(of_texts ? "<th class=\"t\">" : "<th>", out);
        page_text(out, *heads + of_texts);
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n<tbody>", out);
}

// The end of a row need not be written in HTML.
void page_row(FILE *out)
{
    fputs("\n<tr>", out);
}

void page_name(FILE *out, const char *text, const char *note)
{
    fputs("<td class=\"t\"><span class=\"name\">", out);
    page_text(out, text);
    fputs("</span>", out);
    if (note[0] != '\0') {
        fputs("<br><span class=\"note\">", out);
        page_text(out, note);
        fputs("</span>", out);
    }
    fputs("</td>", out);
}

void page_cell(FILE *out, const char *number)
{
    fputs("<td>", out);
    page_text(out, number);
    fputs("</td>", out);
}

void page_table_end(FILE *out)
{
    fputs("\n</tbody></table></div>\n", out);
}
