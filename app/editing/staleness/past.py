"""What a sign of age is given: a draft, and what the store knows of the same project in the years before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from app.definitions.library import Library
from app.definitions.words import bare
from app.editing.directory import Directory
from app.model.records import Form, SelfEvaluation
from app.model.refs import FormKind, FormRef
from app.rules.context import Context
from app.rules.words import squeezed
from app.store.listing import FormLine
from app.store.reading import line_of
from app.store.store import Store

_REACH = 4  # how many years back are looked at


class Archive:
    """The forms of a store by what they are about; a form is read when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._directory = Directory(store.units())
        self._by_code: dict[tuple[str, str], list[FormLine]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[FormLine]] = defaultdict(list)
        self._read: dict[FormRef, Form | None] = {}
        for line in store.listing():
            self._keep(line)

    def _keep(self, line: FormLine) -> None:
        subject = self._subject(line)
        if line.code:
            self._by_code[subject, line.code].append(line)
        for name in {squeezed(line.name), bare(line.name), self._whole(line)} - {""}:
            self._by_name[subject, name].append(line)

    @staticmethod
    def _subject(line: FormLine) -> str:
        """Return whether a form is about a project or a whole, with the kind that tells it from its evaluation."""
        return f"{line.ref.kind.value} {line.scope}"

    def _whole(self, line: FormLine) -> str:
        """Return by which unit a form of a whole is found: the paper prints it in different ways."""
        if FormKind.OVERALL not in (line.ref.kind.value, line.scope):
            return ""
        unit = self._directory.find(line.ref.kind, line.unit_code, line.unit)
        return f"unit {unit.code or unit.id}" if unit else ""

    def before(self, form: Form) -> Iterator[Form]:
        """Yield the forms of the same kind and project in earlier years, one of each year, the latest first."""
        yield from self._earlier(form, f"{form.kind.value} {getattr(form, 'scope', '')}")

    def evaluation(self, form: Form) -> SelfEvaluation | None:
        """Return the latest self-evaluation of an earlier year."""
        found = self._earlier(form, f"{FormKind.SELF_EVALUATION.value} {form.kind.value}")
        return next((one for one in found if isinstance(one, SelfEvaluation)), None)

    def _earlier(self, form: Form, subject: str) -> Iterator[Form]:
        if form.year is None:
            return
        by_year: dict[int, FormLine] = {}
        for line in self._alike(form, subject):
            if line.year is not None and form.year - _REACH <= line.year < form.year:
                by_year.setdefault(line.year, line)
        for year in sorted(by_year, reverse=True):
            if found := self._form(by_year[year].ref):
                yield found

    def _alike(self, form: Form, subject: str) -> Iterable[FormLine]:
        """Return the forms about the same: by code and name first, for one code may stand for two projects."""
        own = line_of(form)
        names = [squeezed(own.name), bare(own.name)]
        coded = self._by_code.get((subject, own.code), []) if own.code else []
        named = [line for name in names if name for line in self._by_name.get((subject, name), ())]
        whole = self._by_name.get((subject, self._whole(own) or " "), ())  # of the unit, whatever it was called then
        return [*sorted(coded, key=lambda line: squeezed(line.name) != names[0]), *_of_unit(named, own), *whole]

    def _form(self, ref: FormRef) -> Form | None:
        if ref not in self._read:
            self._read[ref] = self._store.form(ref)
        return self._read[ref]


def _of_unit(lines: Iterable[FormLine], own: FormLine) -> Iterator[FormLine]:
    """Yield the forms that may be of one's own unit: two units may have projects of one name."""
    return (line for line in lines if line.ref.kind is not own.ref.kind or same_unit(line, own))


def same_unit(one: FormLine, other: FormLine) -> bool:
    """Whether two forms may be of one unit, as far as they say."""
    if one.unit_code and other.unit_code:
        return one.unit_code == other.unit_code
    return not (one.unit and other.unit) or squeezed(one.unit) == squeezed(other.unit)


@dataclass(frozen=True)
class Past:
    """A draft with its past.

    Attributes:
        context: the draft with what is declared about it.
        earlier: the forms of the same project in earlier years, the latest first.
        evaluation: the latest self-evaluation of an earlier year, where there is one.
    """

    context: Context
    earlier: tuple[Form, ...]
    evaluation: SelfEvaluation | None

    @classmethod
    def of(cls, form: Form, archive: Archive, library: Library) -> "Past":
        """Return the past of a draft.

        Raises:
            JihengError: no declared layout prints this kind of form.
        """
        return cls(Context.of(form, library), tuple(archive.before(form)), archive.evaluation(form))

    @property
    def form(self) -> Form:
        """The draft."""
        return self.context.form

    @property
    def last(self) -> Form | None:
        """The form of the latest earlier year."""
        return self.earlier[0] if self.earlier else None

    @property
    def year(self) -> int:
        """The year of the draft; a draft has one."""
        return self.form.year or 0

    @property
    def last_year(self) -> int:
        """The year that it comes from."""
        return (self.last.year if self.last else None) or self.year - 1

    @cached_property
    def _labels(self) -> dict[str, str]:
        usual = {name: field.label for name, field in self.context.library.record_fields(self.form).items()}
        return usual | {one.field: one.label for one in self.context.definition.entries if one.field and one.label}

    def label(self, field: str) -> str:
        """Return what the draft's layout calls a field of the form, without the unit in brackets."""
        return bare(self._labels.get(field, field))
