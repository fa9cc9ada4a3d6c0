"""Render the Markdown of notebooks as HTML for a page: formulas, tables that a phone can show, answers that fold."""

import re

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

# "What it showed", and a list that follows it. What comes after belongs to the text again.
ANSWER = re.compile(r"^\*\*What it showed\.\*\*\s*(.+?)(?=\n\n(?!- |\d+\. |  )|\Z)", re.MULTILINE | re.DOTALL)
MARKS = {  # what a paragraph begins with, and its class
    "<strong>Before you": "question",
    "<em>Slide": "slide",
}
OBVIOUS = {"", "meaning"}  # headings that a cell of a table does not need beside it


class Renderer(IPythonRenderer):
    """Renders Markdown as a notebook does, with formulas as MathML and links to pages in place of notebooks."""

    def inline_math(self, body):
        return f'<span class="long">{render_math(body)}</span>' if len(body) > 25 else render_math(body)

    def block_math(self, body):
        return f'<div class="formula">{render_math(body, display="block")}</div>'

    def latex_environment(self, name, body):
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def link(self, text, url, title=None):
        return super().link(text, re.sub(r"^([\w-]+)\.ipynb", r"\1.html", url), title)

    def paragraph(self, text):
        kind = next((kind for start, kind in MARKS.items() if text.startswith(start)), None)
        return f'<p class="{kind}">{text}</p>\n' if kind else super().paragraph(text)


def render_math(body, **how):
    """Render a formula as MathML, in which bars stand close to what is between them."""
    return re.sub(
        r"<mo([^>]*)>(&#x0007C;|&#x02016;)</mo>", r'<mo\1 lspace="0" rspace="0">\2</mo>', convert(body, **how)
    )


def render_markdown(text):
    """Render Markdown as HTML."""
    page = MarkdownWithMath(renderer=Renderer(escape=False)).render(fold_answer(text))
    page = re.sub(r"<table>.*?</table>", lambda table: label_cells(table[0]), page, flags=re.DOTALL)
    return page.replace("<th></th>", "<td></td>")  # an empty cell is not a heading


def render_line(text):
    """Render one line of Markdown without a paragraph around it."""
    return render_markdown(text).strip().removeprefix("<p>").removesuffix("</p>")


def fold_answer(text):
    """Put the answer to a question into a box that is closed at first, if the notebook has not done so.

    >>> print(fold_answer("**What it showed.** Two:\\n\\n- one\\n- two\\n\\nNow go on."))
    <details class="answer"><summary>What it showed</summary>
    <BLANKLINE>
    Two:
    <BLANKLINE>
    - one
    - two
    <BLANKLINE>
    </details>
    <BLANKLINE>
    Now go on.
    """
    head = "<summary>What it showed</summary>"
    fold = f'<details class="answer">{head}\n\n{{}}\n\n</details>'
    text = text.replace(f"<details>{head}", f'<details class="answer">{head}')
    return ANSWER.sub(lambda match: fold.format(match[1]), text)


def label_cells(table):
    """Put the heading of its column into every cell but those of the first column, for screens that show it as a list.

    >>> label_cells("<tr>\\n<th>x</th>\\n<th>y</th>\\n</tr>\\n<tr>\\n<td>1</td>\\n<td>2</td>\\n</tr>").splitlines()[-2]
    '<td><span class="label">y: </span>2</td>'
    """
    headings = re.findall(r"<th\b[^>]*>(.*?)</th>", table, re.DOTALL)

    def label_row(row):
        cells = iter(range(len(headings)))

        def label(cell):
            number = next(cells)
            if number == 0 or headings[number] in OBVIOUS or not cell[2]:
                return cell[0]
            return f'{cell[1]}<span class="label">{headings[number]}: </span>{cell[2]}</td>'

        return re.sub(r"(<td\b[^>]*>)(.*?)</td>", label, row[0], flags=re.DOTALL)

    return re.sub(r"<tr>.*?</tr>", label_row, table, flags=re.DOTALL)
