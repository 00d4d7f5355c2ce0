"""Sentences in which a name is a brand or a word, each read alone and below a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.analysis.analyze import Analyzer
from monitor.domain.findings import Brand, Mention

SENTENCES = Path(__file__).parent / "names_or_words.txt"
_LISTS = {
    "en": "1. **{}** – easy to use and fairly priced.\n2. **Qovira** – good app, slow support.\n\n",
    "de": "1. **{}** – einfach und preiswert.\n2. **Qovira** – gute App, langsamer Service.\n\n",
    "pt": "1. **{}** – simples, preço justo.\n2. **Qovira** – bom aplicativo, suporte lento.\n\n",
    "es": "1. **{}** – sencilla, buen precio.\n2. **Qovira** – buena app, soporte lento.\n\n",
    "fr": "1. **{}** – simple, prix correct.\n2. **Qovira** – bonne appli, support lent.\n\n",
    "tr": "1. **{}** – kolay, uygun fiyatlı.\n2. **Qovira** – iyi uygulama, yavaş destek.\n\n",
    "zh": "1. **{}**:上手容易,价格实惠。\n2. **Qovira**:应用好用,客服慢。\n\n",
    "ja": "1. **{}**:価格も手頃です。\n2. **Qovira**:サポートが遅いアプリです。\n\n",
    "ar": "1. **{}**: سهل وسعره مناسب.\n2. **Qovira**: تطبيق جيد ودعم بطيء.\n\n",
}
_PROMPTS = {
    "en": "Which company would you choose?",
    "de": "Welchen Anbieter soll ich nehmen?",
    "pt": "Qual empresa devo escolher?",
    "es": "¿Qué empresa debo elegir?",
    "fr": "Quelle marque choisir ?",
    "tr": "Hangi markayı seçmeliyim?",
    "zh": "哪个品牌更好?",
    "ja": "どのブランドがおすすめですか?",
    "ar": "ما أفضل شركة؟",
}
_MARKED = re.compile(r"\{\{(.+?)\}\}|\[\[(.+?)\]\]")


@dataclass(frozen=True, slots=True)
class ShortCase:
    """One name in one text.

    Attributes:
        start: the offset of the name of which the case speaks.
        meant: whether it is the brand there.
    """

    id: str
    language: str
    brand: str
    text: str
    start: int
    meant: bool

    def mention(self) -> Mention | None:
        """What the analyzer found there, counted or not."""
        brands = [Brand(key=self.brand, name=self.brand, ambiguous=True)]
        brands.append(Brand(key="Qovira", name="Qovira"))
        prompt = _PROMPTS[self.language]
        analyzer = Analyzer(brands)
        found = analyzer.analyze(self.text, None, language=self.language, prompt=prompt).mentions
        return next((mention for mention in found if mention.start == self.start), None)


def short_cases() -> Iterator[ShortCase]:
    """All sentences, alone and below a list."""
    language = ""
    for number, line in enumerate(SENTENCES.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#") or not line.strip():
            continue
        if " | " not in line:
            language = line.strip("[]")
            continue
        brand, sentence = line.split(" | ", 1)
        marked = _MARKED.search(sentence)
        assert marked is not None, line
        plain = _MARKED.sub(r"\1\2", sentence)
        for head in ("", _LISTS[language].format(brand)):
            yield ShortCase(
                id=f"{language}-{number}",
                language=language,
                brand=brand,
                text=head + plain,
                start=len(head) + marked.start(),
                meant=marked[1] is not None,
            )
