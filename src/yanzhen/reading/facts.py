"""Facts between the names of a page: who founded, heads, supplies, owns, won, supervises, lies where.

Each rule reads one clause and quotes it. A fact needs its words: nothing is concluded from two names
that merely stand near each other.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yanzhen.reading.names import BlockText, FoundName

Predicate = Literal[
    "founder_of",
    "head_of",
    "role_at",
    "subsidiary_of",
    "supplier_of",
    "award",
    "project",
    "financing",
    "supervises",
    "located_in",
]

_CLAUSE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?[”\"’」]?")
_HEAD = re.compile(
    r"(?:(?<!副)(?:书记|董事长|总经理|总裁|主席|局长|厅长|部长|司长|处长|所长|院长|校长|省长|市长|县长|区长|镇长|乡长|州长|会长|"
    r"理事长|秘书长|首席执行官|行长|社长|馆长|厂长|村长)|(?<!副)主任(?!医师|科员|编辑|记者)|法定代表人|掌门人)$"
)
_FOUNDER_ROLE = re.compile(r"创始人|创办人")
_FOUNDED = re.compile(r"^[^，,。]{0,12}?(?:创办|创立|创建|成立|注册|组建)(?:了|的)?[^，,。]{0,8}$")
_AWARDS = re.compile(
    r"(?:荣获|获评|获得|获|被评为|被认定为|被授予|入选|跻身)(?:了)?[^，,。；]{0,12}?[“\"《]?((?:[^，,。；“”\"《》]{2,30}?)"
    r"(?:奖|称号|荣誉|先进县|先进单位|示范县|示范基地|小巨人(?:”|\")?企业|隐形冠军(?:企业)?|单项冠军(?:企业)?|高新技术企业|百强|一等奖|二等奖|金奖))"
)
_MONEY = r"(?:约|近|超|超过|共)?[0-9０-９][0-9０-９.,，]*(?:余|多)?(?:万|亿|千万|百万)?(?:美|欧|港)?元"
_FINANCED = re.compile(
    rf"(?:获得?|获批|完成|拿到|融资|募资|募集|授信|贷款)(?:了)?[^，,。；]{{0,16}}?({_MONEY})[^，,。；]{{0,6}}"
)
_FINANCE_WORD = re.compile(r"融资|贷款|授信|投资|募资|募集|资金|补助|债券")
_PROJECT = re.compile(r"([^，,。；、“”\"的]{2,30}(?:项目|工程))")
_PROJECT_VERB = re.compile(r"(?:承担|实施|建设|投建|启动|申报|牵头|带来|推进|落地|开工|负责)(?:了|的|实施|建设)*")
_SUPERVISED = re.compile(r"(?:由|经)$")
_SUPERVISES = re.compile(r"^[^，,。]{0,4}?(?:牵头)?(?:督办|监督|监管|主管)")
_SUPPLIER_TAIL = re.compile(r"^[^，,。]{0,12}?的?(?:供应商|供货商|配套商|配套企业)")
_SUPPLIES = re.compile(r"^(?:长期|主要|一直|专门)?(?:为|向|给)$")
_SUPPLY_VERB = re.compile(r"^(?:等[^，,。]{0,8})?(?:提供|供应|供货|配套|供)")
_CUSTOMER = re.compile(r"(?:第一大|最大|主要|重要|第一个|首个)?客户(?:是|为|包括|有)$")
_OWNED = re.compile(
    r"^(?:的|旗下的?|下属的?|所属的?)?(?:全资|控股)?(?:子公司|分公司|分厂|旗下企业|下属企业|全资企业)?$"
)
_OWNED_WORD = re.compile(r"子公司|旗下|下属|所属|全资|控股")
_IS_SUBSIDIARY = re.compile(r"^(?:是|为|系|隶属于|隶属)$")
_SEATED = re.compile(
    r"(?:[（(][^）)]*[）)])?[，,]?(?:总部|工厂|厂区|公司)?(?:位于|坐落于|坐落在|地处|落户于?|设在|扎根于?|注册于|注册在)(?:了)?"
)


@dataclass(frozen=True, slots=True)
class FoundFact:
    """``blocks[block].text[start:end]`` is the sentence that says it; subject and object as full names."""

    block: int
    start: int
    end: int
    subject: str
    predicate: Predicate
    object: str


@dataclass(frozen=True, slots=True)
class _Clause:
    """A sentence with the names in it, in order."""

    block: int
    start: int
    end: int
    text: str
    names: tuple[FoundName, ...]
    person_before: FoundName | None = None

    def between(self, one: FoundName, other: FoundName) -> str:
        return self.text[one.end - self.start : other.start - self.start]

    def after(self, name: FoundName) -> str:
        return self.text[name.end - self.start :]

    def before(self, name: FoundName) -> str:
        return self.text[: name.start - self.start]

    def fact(self, subject: FoundName | str, predicate: Predicate, thing: FoundName | str) -> FoundFact:
        return FoundFact(self.block, self.start, self.end, _said(subject), predicate, _said(thing))


def find_facts(blocks: Sequence[BlockText], names: Sequence[FoundName]) -> list[FoundFact]:
    """The facts that the sentences of the blocks state, in the order of the page.

    Subject and object are the full names where the page ties a short form to one; an award, a project
    and a sum of money are told as printed.

    >>> from yanzhen.reading.names import BlockText, find_names
    >>> blocks = [BlockText(1, "paragraph", "昌乐县委书记刘裕斌说。")]
    >>> [(f.subject, f.predicate, f.object) for f in find_facts(blocks, find_names(blocks))]
    [('刘裕斌', 'head_of', '昌乐县委')]
    """
    found = [fact for clause in _clauses(blocks, names) for fact in _of_clause(clause)]
    return list(dict.fromkeys(found))


def _clauses(blocks: Sequence[BlockText], names: Sequence[FoundName]) -> Iterator[_Clause]:
    """The clauses that name somebody, each with the person whom 他 would mean in it; ``names`` stand in reading order."""
    for index, own in groupby(names, key=lambda name: name.block):
        waiting = deque(own)
        before: dict[str, FoundName] = {}
        for sentence in _CLAUSE.finditer(blocks[index].text):
            inside = _taken(waiting, sentence.end())
            if whole := tuple(n for n in inside if sentence.start() <= n.start):
                yield _Clause(index, *sentence.span(), sentence[0], whole, _one_person(before))
            before |= {_said(name): name for name in inside if name.kind == "person"}


def _taken(waiting: deque[FoundName], end: int) -> list[FoundName]:
    """Take off the names that end by ``end``."""
    taken = []
    while waiting and waiting[0].end <= end:
        taken.append(waiting.popleft())
    return taken


def _one_person(people: Mapping[str, FoundName]) -> FoundName | None:
    """The person whom 他 means: the only one that the block has named so far."""
    return next(iter(people.values())) if len(people) == 1 else None


def _of_clause(clause: _Clause) -> Iterator[FoundFact]:
    yield from _posts(clause)
    yield from _founders(clause)
    yield from _owners(clause)
    yield from _suppliers(clause)
    yield from _supervisors(clause)
    yield from _seats(clause)
    yield from _awards(clause)
    yield from _money(clause)
    yield from _projects(clause)


def _posts(clause: _Clause) -> Iterator[FoundFact]:
    for person in clause.names:
        if person.kind != "person" or not person.role or not person.organisation:
            continue
        body = _full(clause, person.organisation)
        first = re.split(r"[、兼]", person.role)[0]
        if _FOUNDER_ROLE.search(person.role):
            yield clause.fact(person, "founder_of", body)
        elif _HEAD.search(first):
            yield clause.fact(person, "head_of", body)
        else:
            yield clause.fact(person, "role_at", body)


def _founders(clause: _Clause) -> Iterator[FoundFact]:
    """王某创办了某公司; 作为某公司的创始人，他…"""
    people = [n for n in clause.names if n.kind == "person"]
    for firm in (n for n in clause.names if n.kind == "organisation"):
        before = [p for p in people if p.end <= firm.start]
        if before and _FOUNDED.match(clause.between(before[-1], firm)):
            for person in _joined(clause, before):
                yield clause.fact(person, "founder_of", firm)
        tail = re.match(r"(?:的|联合)*创始人", re.sub(r"[（(][^）)]*[）)]", "", clause.after(firm)).lstrip())
        founder = (
            people[0]
            if len(people) == 1
            else clause.person_before
            if "他" in clause.text or "她" in clause.text
            else None
        )
        if tail and founder and not (people and people[0].role):
            yield clause.fact(founder, "founder_of", firm)


def _joined(clause: _Clause, people: Sequence[FoundName]) -> list[FoundName]:
    """The last person and those that 和 or 、 joins to them."""
    joined = [people[-1]]
    for person in reversed(people[:-1]):
        if not re.fullmatch(r"[、和与及]", clause.between(person, joined[-1])):
            break
        joined.append(person)
    return joined[::-1]


def _owners(clause: _Clause) -> Iterator[FoundFact]:
    """甲集团旗下乙公司; 乙公司是甲集团的全资子公司."""
    for one, other in _pairs(clause, "organisation"):
        link = clause.between(one, other)
        if _OWNED_WORD.search(link) and _OWNED.match(link):
            yield clause.fact(other, "subsidiary_of", one)
        elif _IS_SUBSIDIARY.match(link) and re.match(r"的?(?:全资|控股)?(?:子公司|旗下|下属)", clause.after(other)):
            yield clause.fact(one, "subsidiary_of", other)


def _suppliers(clause: _Clause) -> Iterator[FoundFact]:
    for one, other in _pairs(clause, "organisation"):
        link, rest = clause.between(one, other), clause.after(other)
        is_supplier = re.fullmatch(r"(?:是|为|成为|已成为|跻身|进入)(?:了)?", link) and _SUPPLIER_TAIL.match(rest)
        supplies = _SUPPLIES.match(link) and _SUPPLY_VERB.match(rest)
        if is_supplier or supplies or re.fullmatch(r"的?" + _CUSTOMER.pattern, link):
            yield clause.fact(one, "supplier_of", other)


def _supervisors(clause: _Clause) -> Iterator[FoundFact]:
    """…项目是智慧灯杆，由某局进行督办."""
    for body in clause.names:
        if body.kind != "organisation" or not _SUPERVISED.search(clause.before(body)):
            continue
        if re.match(r"[^，,。]{0,4}?(?:牵头)?(?:督办|监督|监管|主管)", clause.after(body)):
            thing = _thing_before(clause.before(body))
            if thing:
                yield clause.fact(body, "supervises", thing)


def _thing_before(text: str) -> str | None:
    """What the sentence was about before 由: the last project, or what stands behind 是."""
    text = re.sub(r"[，,]?(?:由|经)$", "", text)
    named = re.search(r"(?:是|为)([^，,。是为]{2,20})$", text) or re.search(
        r"([^，,。的]{2,20}(?:项目|工程|场景|平台))[^，,。]{0,2}$", text
    )
    return named[1] if named else None


def _seats(clause: _Clause) -> Iterator[FoundFact]:
    """A seat that the sentence states (位于、落户)."""
    places = [n for n in clause.names if n.kind == "place"]
    for body in (n for n in clause.names if n.kind == "organisation"):
        behind = [n for n in places if n.start >= body.end]
        if behind and _SEATED.fullmatch(clause.between(body, behind[0])):
            yield clause.fact(body, "located_in", _lowest(behind))


def _lowest(places: Sequence[FoundName]) -> FoundName:
    """The last of the places that stand one behind the other."""
    last = places[0]
    for place in places[1:]:
        if place.start != last.end:
            break
        last = place
    return last


def _awards(clause: _Clause) -> Iterator[FoundFact]:
    for award in _AWARDS.finditer(clause.text):
        subject = _subject_before(clause, clause.start + award.start())
        if subject:
            yield clause.fact(subject, "award", award[1].strip('“”"《》'))


def _money(clause: _Clause) -> Iterator[FoundFact]:
    for sum_ in _FINANCED.finditer(clause.text):
        subject = _subject_before(clause, clause.start + sum_.start())
        if (
            subject
            and subject.kind == "organisation"
            and _FINANCE_WORD.search(clause.text[sum_.start() : sum_.end() + 8])
        ):
            yield clause.fact(subject, "financing", sum_[1])


def _projects(clause: _Clause) -> Iterator[FoundFact]:
    for verb in _PROJECT_VERB.finditer(clause.text):
        subject = _subject_before(clause, clause.start + verb.start())
        project = _PROJECT.match(clause.text, verb.end())
        if subject and project and subject.kind in ("organisation", "person"):
            yield clause.fact(subject, "project", project[1])


def _subject_before(clause: _Clause, at: int) -> FoundName | None:
    """The name nearest before a verb in the same clause part, or the sentence's first name."""
    before = [n for n in clause.names if n.end <= at and n.kind in ("organisation", "person", "place")]
    near = [n for n in before if not re.search(r"[，,：:“”\"]", clause.text[n.end - clause.start : at - clause.start])]
    return near[-1] if near else None


def _pairs(clause: _Clause, kind: str) -> Iterator[tuple[FoundName, FoundName]]:
    return pairwise(n for n in clause.names if n.kind == kind)


def _full(clause: _Clause, text: str) -> str:
    return next((_said(n) for n in clause.names if n.text == text), text)


def _said(name: FoundName | str) -> str:
    """The full name of a short form that the page ties; a person's name without inner spaces."""
    if isinstance(name, str):
        return name
    return name.same_as or re.sub(r"\s", "", name.text)
