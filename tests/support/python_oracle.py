"""Answers questions about Python's own rules, one JSON object a line.

A request has a "kind"; most kinds take a list "inputs" and give a list
"answers" of the same length. Add a kind by adding a function to KINDS.
"""

import ast
import configparser
import fnmatch
import io
import json
import pprint
import re
import shlex
import sys
import unicodedata
import warnings

warnings.simplefilter("ignore")


def attempt(function):
    """{"ok": result}, or the class and message of what was raised."""
    try:
        return {"ok": function()}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


def each(function):
    """A kind that answers each input by itself."""
    return lambda request: {"answers": [function(text) for text in request["inputs"]]}


def version(request):
    return {
        "python": list(sys.version_info[:2]),
        "unicode": unicodedata.unidata_version,
    }


def characters(request):
    """Ranges of code points by property, and the value of each decimal digit."""

    def ranges(fits):
        found = []
        for code in range(sys.maxunicode + 1):
            if 0xD800 <= code < 0xE000 or not fits(chr(code)):
                continue
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
        return found

    digits = [
        [code, unicodedata.decimal(chr(code))]
        for code in range(sys.maxunicode + 1)
        if chr(code).isdecimal()
    ]
    return {
        "isspace": ranges(str.isspace),
        "space": ranges(re.compile(r"\s").match),
        "word": ranges(re.compile(r"\w").match),
        "printable": ranges(str.isprintable),
        "digits": digits,
    }


def to_value(encoded):
    """The value that a test describes: JSON, but for numbers and dicts."""
    if isinstance(encoded, list):
        return [to_value(item) for item in encoded]
    if isinstance(encoded, dict):
        if "int" in encoded:
            return int(encoded["int"])
        return {to_value(key): to_value(value) for key, value in encoded["dict"]}
    return encoded


def pretty(request):
    answers = []
    for job in request["inputs"]:
        value = to_value(job["value"])
        printer = pprint.PrettyPrinter(width=job["width"], indent=job["indent"])
        answers.append([repr(value), printer.pformat(value)])
    return {"answers": answers}


def is_slow(text):
    """Whether powers could keep Python busy for long."""
    try:
        tree = ast.parse(text.lstrip(" \t"), mode="eval")
    except Exception:
        return False
    powers = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp)]
    powers = [node for node in powers if isinstance(node.op, ast.Pow)]

    def is_small(node):
        if isinstance(node, ast.UnaryOp):
            return is_small(node.operand)
        if isinstance(node, ast.Constant):
            return isinstance(node.value, (int, float)) and node.value <= 300
        return False

    return len(powers) > 2 or not all(is_small(node.right) for node in powers)


def evaluate(text):
    if is_slow(text):
        return {"slow": True}
    return attempt(lambda: str(eval(text, {})))


FORMAT = {
    "delimiters": ("=", ":"),
    "comment_prefixes": ("#", ";"),
    "inline_comment_prefixes": (";",),
    "strict": True,
    "empty_lines_in_values": True,
}


def read_ini(parser, text):
    """Reads a text as a UTF-8 file, with universal newlines."""
    stream = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    parser.read_file(stream, source="PATH")


def ini(text):
    """The entries of an ini text by section, [DEFAULT] apart and not merged."""
    parser = configparser.RawConfigParser(interpolation=None, **FORMAT)

    def read():
        read_ini(parser, text)
        return {
            "default": list(parser.defaults().items()),
            "sections": [
                [name, list(entries.items())]
                for name, entries in parser._sections.items()
            ],
        }

    return attempt(read)


def interpolation(job):
    """What each of some lookups, [section, option], finds in an ini text."""
    interpolation = configparser.BasicInterpolation()
    parser = configparser.ConfigParser(interpolation=interpolation, **FORMAT)
    read_ini(parser, job["text"])

    def look_up(section, option):
        return attempt(lambda: parser.get(section, option, vars=job["vars"]))

    return [look_up(section, option) for section, option in job["lookups"]]


KINDS = {
    "version": version,
    "characters": characters,
    "repr": each(repr),
    "strip": each(lambda text: [text.strip(), text.lstrip(), text.rstrip()]),
    "lines": each(lambda text: text.splitlines(keepends=True)),
    "int": each(lambda text: attempt(lambda: str(int(text)))),
    "float": each(lambda text: repr(float(text))),
    "json": each(lambda pairs: json.dumps(dict(pairs))),
    "shlex": each(lambda text: attempt(lambda: shlex.split(text))),
    "fnmatch": each(lambda pair: bool(fnmatch.fnmatchcase(pair[0], pair[1]))),
    "pprint": pretty,
    "eval": each(evaluate),
    "ini": each(ini),
    "interpolation": each(interpolation),
}


def main():
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = KINDS[request["kind"]](request)
        print(json.dumps(answer), flush=True)


main()
