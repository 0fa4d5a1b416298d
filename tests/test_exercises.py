"""The exercises: right answers pass, every known mistake is caught and named, no printed digit hangs on rounding."""

import inspect
import re
import sys
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import nbformat
import numpy as np
import pytest

from lossland_edu.course import progress
from lossland_edu.course.exercises import NotSolved, exercise, fingerprints, numbers
from lossland_edu.course.exercises.judging import judge
from lossland_edu.course.exercises.running import Outcome, attempt

ROOT = Path(__file__).parent.parent
CHECKS = [check for number in numbers() for check in exercise(number)]


def named(check):
    return f"{check.number}.{check.question.key}"


PLANTED = {number: import_module(f"planted.p{number}").PLANTED for number in numbers()}
WRONG = [(check, *planted) for check in CHECKS for planted in PLANTED[check.number].get(check.question.key, [])]
SEEDS = [str(seed) for seed in range(40)]


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    monkeypatch.setenv("LOSSLAND_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.delenv("LOSSLAND_SEED", raising=False)


each_question = pytest.mark.parametrize("check", CHECKS, ids=named)


@each_question
def test_the_right_answer_is_right(check):
    feedback = check(check.question.reference)
    assert feedback, str(feedback)
    assert progress.read().exercises[named(check)].solved


@pytest.mark.parametrize(("check", "name", "function"), WRONG, ids=[f"{named(c)}-{name}" for c, name, _ in WRONG])
def test_a_planted_wrong_answer_is_caught_and_named(check, name, function):
    feedback = check(function)
    assert not feedback
    assert feedback.mistake == name, str(feedback)
    assert (feedback.advice and feedback.input) or not check.question.arguments


@each_question
def test_every_known_mistake_is_planted_and_no_two_do_the_same(check):
    known = [mistake.name for mistake in check.question.mistakes]
    assert len(known) >= 2 and len(set(known)) == len(known)
    assert {name for name, _ in PLANTED[check.number][check.question.key]} == set(known)
    for mistake in check.question.mistakes:
        assert check(mistake.function).mistake == mistake.name


@each_question
def test_an_answer_that_is_not_there_is_no_attempt_and_no_error(check):
    def stub(*arguments):
        raise NotImplementedError

    feedback = check(stub)
    assert feedback.state == "not answered yet" and not feedback.mistake
    assert progress.read().exercises == {}
    with pytest.raises(NotSolved, match="not answered yet"):
        check.grade(stub)


@each_question
@pytest.mark.parametrize("junk", [None, "a word", 1j, np.nan, [], {}, object(), np.zeros((7, 7, 7)), (None, None)])
def test_an_answer_of_another_kind_is_refused_with_words(check, junk):
    feedback = check(lambda *arguments: junk)
    assert not feedback and re.search(r"xpected .+, got .+|^Got ", feedback.what), str(feedback)
    feedback = check(junk)
    assert "without parentheses" in feedback.what
    assert check.question.title in repr(check) and "without parentheses" in check().what


@each_question
def test_a_function_of_other_arguments_is_told_what_is_expected(check):
    feedback = check(lambda one_argument_that_nobody_asks_for, and_another, *, needed: 0)
    assert f"a function of ({', '.join(check.question.arguments)})" in feedback.what


def holds_arrays(check):
    first = check.inputs("public")[0]
    return any(isinstance(part, np.ndarray) for given in first for part in (given if type(given) is tuple else [given]))


@pytest.mark.parametrize("check", [check for check in CHECKS if holds_arrays(check)], ids=named)
def test_an_answer_may_not_change_its_arguments(check):
    def careless(*arguments):
        for argument in arguments:
            for array in argument if isinstance(argument, tuple) else [argument]:
                if isinstance(array, np.ndarray):
                    array += 1
        return right

    first = check.inputs("public")[0]
    right = check.question.reference(*first)
    assert "in place" in check(careless).what


@each_question
def test_an_error_is_shown_as_the_learners_with_its_line(check):
    names = ", ".join(check.question.arguments)
    source = f"def mine({names}):\n    values = [1, 2]\n    return values[7]\n"
    file = Path(progress.path().parent) / "cell.py"
    file.write_text(source)
    space = {}
    exec(compile(source, str(file), "exec"), space)
    feedback = check(space["mine"])
    assert feedback.state == "stopped by an error"
    assert "IndexError: list index out of range, in line 3 of mine: return values[7]" in feedback.what


@each_question
def test_even_an_answer_that_leaves_the_program_or_prints_is_only_an_answer(check, capsys):
    def leaves(*arguments):
        raise SystemExit(3)

    assert "SystemExit" in check(leaves).what

    def chatty(*arguments):
        print("hello")
        return check.question.reference(*arguments)

    assert check(chatty)
    check.grade(chatty)
    assert "hello" not in capsys.readouterr().out


@each_question
def test_a_fingerprint_has_the_same_digits_with_every_rounding_error_that_an_answer_may_have(check, monkeypatch):
    question = check.question
    for seed in ["public", *SEEDS]:
        inputs = check.inputs(seed)[-fingerprints.N_NUMBERS :]
        right = [attempt(question, question.reference, arguments) for arguments in inputs]
        digits = fingerprints.fingerprint(question, inputs, right, seed)
        assert 1 <= len(digits.split()) <= fingerprints.N_NUMBERS and len(digits) < 80
        for sign in (-1, 1):
            off = [Outcome(value=nudged(outcome.value, 1e-9 * sign)) for outcome in right]
            assert fingerprints.fingerprint(question, inputs, off, seed) == digits


def nudged(value, share):
    if isinstance(value, tuple):
        return tuple(nudged(part, share) for part in value)
    return value if isinstance(value, str) else np.asarray(value) * (1 + share)


@each_question
def test_another_seed_gives_another_fingerprint(check, capsys, monkeypatch):
    shown = set()
    for seed in SEEDS[:6]:
        monkeypatch.setenv("LOSSLAND_SEED", seed)
        check.grade(check.question.reference)
        shown.add(capsys.readouterr().out)
    assert len(shown) >= 4


@pytest.mark.parametrize(("check", "name", "function"), WRONG, ids=[f"{named(c)}-{name}" for c, name, _ in WRONG])
def test_a_wrong_answer_is_not_graded_under_any_seed(check, name, function, monkeypatch):
    for seed in SEEDS[:5]:
        monkeypatch.setenv("LOSSLAND_SEED", seed)
        with pytest.raises(NotSolved):
            check.grade(function)


@each_question
def test_feedback_points_to_a_heading_that_is_in_the_lesson(check):
    sections = [check.question.section, *(m.section for m in check.question.mistakes if m.section)]
    for section in sections:
        (lesson,) = (ROOT / "lessons").glob(f"{section.lesson}_*.ipynb")
        text = "\n".join(cell.source for cell in nbformat.read(lesson, as_version=4).cells)
        assert re.search(rf"^#+ {re.escape(section.heading)}$", text, re.MULTILINE), section


@each_question
def test_feedback_is_plain_text_and_a_note_that_is_announced(check):
    feedback = judge(check.question, check.question.mistakes[0].function, check.inputs("public"))
    html = feedback._repr_html_()
    assert 'role="status"' in html and f'href="../lessons/{feedback.lesson}.ipynb#' in html
    assert str(feedback).startswith(f"✗ {check.question.title}: wrong.")


def test_what_is_marked_under_a_secret_seed_is_not_the_progress_of_the_one_who_marks(monkeypatch):
    monkeypatch.setenv("LOSSLAND_SEED", "secret")
    check = exercise("03").q1
    assert check(check.question.reference)
    assert progress.read().exercises == {}


def test_an_input_that_feedback_speaks_of_can_be_had_unpacked_and_run():
    check = exercise("03").q1
    feedback = check(lambda W1, W2, X, Y: 0.0)
    assert feedback.input.endswith("To run it: <lambda>(*check.q1.input(0))")
    W1, _, X, _ = given = check.input(0)
    assert given._fields == ("W1", "W2", "X", "Y") and W1 is given.W1 and X is given.X
    assert f"expected {check.question.reference(*given):g}," in feedback.what.lower()
    with pytest.raises(ValueError, match="there is no input 99; the inputs are numbered from 0 to"):
        check.input(99)


@each_question
def test_what_is_right_here_is_right_when_it_is_graded_and_speaks_of_the_same_inputs(check):
    tried = []

    def watched(*arguments):
        tried.append(len(arguments))
        return check.question.reference(*arguments)

    watched.__signature__ = inspect.signature(check.question.reference)
    check(watched)
    n = len(tried)
    check.grade(watched)
    assert len(tried) - n == n + min(n, fingerprints.N_NUMBERS)


def test_under_a_secret_seed_nobody_is_told_how_to_get_at_the_inputs(monkeypatch):
    monkeypatch.setenv("LOSSLAND_SEED", "secret")
    with pytest.raises(NotSolved) as caught:
        exercise("03").q1.grade(lambda W1, W2, X, Y: 0.0)
    assert "On input 0, W1 =" in str(caught.value) and "To run it" not in str(caught.value)


def test_what_a_function_prints_is_shown_for_the_input_on_which_it_is_wrong():
    def chatty(W1, W2, X, Y):
        print("shape of X:", X.shape)
        return 7.0

    feedback = exercise("03").q1(chatty)
    assert "Your function printed: shape of X: (1, 1)" in str(feedback)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("(W2 @ W1 @ X - Y)^2", "A power is written **, not ^."),
        ("(W2 * W1 * X - Y).sum()", "Is a * where a matrix product, @, is meant?"),
        ("np.sum((W2 @ W1 @ X - Y) ** 2, axis=1) / 2", "is a sum missing"),
    ],
)
def test_common_slips_of_the_language_are_explained(body, words):
    space = {"np": np}
    exec(f"def loss(W1, W2, X, Y):\n    return {body}", space)
    assert words in str(exercise("03").q1(space["loss"]))


def test_arguments_in_another_order_are_told():
    feedback = exercise("03").q1(lambda X, Y, W1, W2: 0.0)
    assert feedback.what == "Expected a function of (W1, W2, X, Y), got one of (X, Y, W1, W2)."


def test_exercises_and_questions_that_are_not_there_are_named_in_the_error():
    with pytest.raises(ValueError, match="there is no exercise '99'; there are"):
        exercise("99")
    with pytest.raises(AttributeError, match="exercise 03 has no question q99; it has q1, q2"):
        _ = exercise(3).q99


# --- Whatever a function does, what comes back is words ---


class Hostile(tuple):
    def __iter__(self):
        raise RuntimeError("not for you")

    __len__ = __repr__ = __eq__ = __array__ = __iter__
    __hash__ = None


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("no words")


SAMPLE = [exercise("02").q1, exercise("03").q2, exercise("03").q4, exercise("03").q5, exercise("05").q4]
each_sample = pytest.mark.parametrize("check", SAMPLE, ids=named)


@each_sample
@pytest.mark.parametrize(
    "odd",
    [Hostile((1, 2)), np.broadcast_to(0.0, (10**8, 10**8)), 10**400, 1e200, "\ud800", lambda: 0, [Hostile(), 1e200]],
    ids=["hostile", "huge", "long", "large", "half a character", "function", "nested"],
)
def test_an_object_that_cannot_be_read_is_refused_with_words(check, odd):
    for function in (lambda *arguments: odd, odd):
        feedback = check(function)
        assert not feedback and re.search(r"xpected .+, got ", feedback.what), str(feedback)
        assert feedback._repr_html_().encode()


@each_sample
@pytest.mark.parametrize("kind", [GeneratorExit, Unspeakable, BaseException])
def test_every_kind_of_error_is_the_learners(check, kind):
    def raises(*arguments):
        raise kind

    assert f"Your code raised {kind.__name__}" in check(raises).what


@each_sample
def test_numbers_too_large_to_compute_with_are_refused_without_a_warning(check, recwarn):
    def large(*arguments):
        return nudged(check.question.reference(*arguments), 1e200)

    assert not check(large)
    assert not recwarn.list


def test_who_stops_an_endless_loop_is_told_where_it_was_and_sees_none_of_the_courses_code():
    def endless(W1, W2, X, Y):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        exercise("03").q1(endless)
    (shown,) = caught.value._render_traceback_()
    assert re.search(r"Your code was interrupted in line \d+ of endless: raise KeyboardInterrupt\. Does every", shown)


def test_a_function_may_close_its_standard_output():
    def closes(W1, W2, X, Y):
        sys.stdout.close()
        return 7.0

    assert "expected" in exercise("03").q1(closes).what.lower()


def test_a_long_error_is_shown_in_part():
    def long(W1, W2, X, Y):
        raise ValueError("x" * 10**6)

    assert len(str(exercise("03").q1(long))) < 3000


def test_a_nearly_right_answer_is_shown_with_the_digits_that_differ():
    for check in [*SAMPLE[1:2], exercise("03").q1]:
        feedback = check(lambda *a, check=check: nudged(check.question.reference(*a), 1e-5))
        expected, got = re.search(r"xpected (.+?), got (.+)\.", feedback.what).groups()
        assert expected != got


def test_exact_numbers_are_numbers():
    check = exercise("03").q1
    assert check(lambda W1, W2, X, Y: Fraction(check.question.reference(W1, W2, X, Y)))
    assert check(lambda W1, W2, X, Y: Decimal(check.question.reference(W1, W2, X, Y)))


def test_a_masked_entry_is_not_a_zero():
    assert "masked entries" in exercise("03").q1(lambda W1, W2, X, Y: np.ma.masked).what


def test_an_input_that_a_learner_had_and_changed_changes_no_check():
    check = exercise("03").q1
    given = check.input(0)
    given.X[...] = np.nan
    assert np.isfinite(check.input(0).X).all() and check(check.question.reference)
    for odd in (1.0, "0", None, np.array([1, 2]), -1, Hostile()):
        with pytest.raises(ValueError, match=r"there is no input .*numbered from 0 to"):
            check.input(odd)


def test_an_answer_that_changes_from_call_to_call_is_not_graded(capsys):
    check = exercise("03").q1
    left = len(check.inputs("public"))

    def tiring(W1, W2, X, Y):
        nonlocal left
        left -= 1
        return check.question.reference(W1, W2, X, Y) if left >= 0 else 0.0

    with pytest.raises(NotSolved, match="Expected the same answer whenever the input is the same, got another"):
        check.grade(tiring)
    assert capsys.readouterr().out == ""


def test_a_seed_of_any_bytes_is_a_seed(monkeypatch, capsys):
    monkeypatch.setenv("LOSSLAND_SEED", "né\udcff")
    exercise("03").q1.grade(exercise("03").q1.question.reference)
    assert capsys.readouterr().out.startswith("03 q1: ")


def test_plain_numbers_in_a_tuple_are_as_good_as_an_array():
    check = exercise("06").q3
    assert check(lambda widths, X, Y: tuple(float(level) for level in check.question.reference(widths, X, Y)))
