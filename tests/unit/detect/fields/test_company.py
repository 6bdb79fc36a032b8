"""How the company's name is told from the words around it, in title, place, signature and address."""

from __future__ import annotations

import pytest

from calsync.detect.fields import extract
from calsync.detect.fields.opening import is_ordinary, is_tavern, tells_kind
from calsync.detect.text import view
from tests.unit.detect.fields.samples import ME, event


def company(title: str, text: str = "", by: str = "", place: str = "") -> str | None:
    occurrence = event(title, text, by, location=place)
    return extract(occurrence, view(occurrence), ME).company


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Directiegesprek met Kade Zuivel", "Kade Zuivel"),
        ("Telefonavstämning med Fyrbolaget", "Fyrbolaget"),
        ("Auswahltag Traineeprogramm Ostwerke", "Ostwerke"),
        ("Jobgesprek Haven Bouw", "Haven Bouw"),
        ("Aula-teste Colégio Maresia", "Colégio Maresia"),
        ("OA for Quarryside", "Quarryside"),
        ("2. Gespräch Fa. Lindenholz", "Lindenholz"),
    ],
)
def test_what_a_meeting_is_called_is_no_part_of_the_name(title: str, name: str) -> None:
    assert company(title) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Café con Irene (Maresia Digital)", "Maresia Digital"),
        ("Interview for translator post – Northern Lights Agency", "Northern Lights Agency"),
        ("Group selection event: Quarryside Coffee (shift lead)", "Quarryside Coffee"),
        ("Rozmowa – Specjalista ds. płac – Torfowisko Sp. z o.o.", "Torfowisko"),
    ],
)
def test_a_word_that_ends_names_stays_and_a_legal_form_goes(title: str, name: str) -> None:
    assert company(title) == name


@pytest.mark.parametrize(
    ("title", "place", "name"),
    [
        ("Kaffee mit Birte (Lindenholz Software)", "Café Strauss", "Lindenholz Software"),
        ("Assessment-Center Ostbahn", "Hotel am Hafen, Kiel", "Ostbahn"),
        ("Lunch with the interns – Quarry Labs", "Quarry Labs lobby", "Quarry Labs"),
        ("Entrevista – Hospital Maresia", "Hospital Maresia – RH", "Hospital Maresia"),
        ("【二次面接】株式会社ハルナツ", "株式会社ハルナツ 本社5階", "株式会社ハルナツ"),
    ],
)
def test_a_place_gives_no_tavern_and_no_part_of_a_building(title: str, place: str, name: str) -> None:
    assert company(title, place=place) == name


@pytest.mark.parametrize(
    ("text", "by", "name"),
    [
        (
            "Möte med vår ekonomichef.\nHälsningar\nYlva Kroon, Brf Konsult Norrö",
            "Ylva Kroon <ylva@brfkonsult.example>",
            "Brf Konsult Norrö",
        ),
        (
            "Written offer valid for 14 days.\nFrancine, Summit Lake Physicians",
            "Francine Wolcott <francine@summitlakephys.example>",
            "Summit Lake Physicians",
        ),
        (
            "お世話になっております。内容についてご説明させてください。\nカモメツナ 人事 新田",
            "新田 彩 <aya@kamometsuna.example>",
            "カモメツナ",
        ),
    ],
)
def test_the_signature_spells_what_the_address_shortens(text: str, by: str, name: str) -> None:
    assert company("Interview", text, by) == name


@pytest.mark.parametrize(
    ("title", "by", "name"),
    [
        ("Kennismakingsgesprek – Zorggroep Merel", "Esmée <esmee@zgmerel.example>", "Zorggroep Merel"),
        ("Interview - Quarry & Pip", "Kelsey <kelsey@quarryandpip.example>", "Quarry & Pip"),
        ("Entrevista: Clínica San Cosme", "San Cosme <rh@sancosme.example>", "Clínica San Cosme"),
        ("Forth Vale Power: 2nd stage", "Struan <struan@harbourlane.example>", "Forth Vale Power"),
    ],
)
def test_a_name_that_tells_its_kind_wins_over_a_shorter_address(title: str, by: str, name: str) -> None:
    assert company(title, by=by) == name


@pytest.mark.parametrize(
    ("title", "text", "by", "name"),
    [
        ("Quarryside store day (Leeds)", "shadow deputy, then 1:1", "", "Quarryside"),
        ("면접 - 산들바람 (세종)", "PT 10분 + 질의응답", "", "산들바람"),
        ("Ravenel founders", "Bar Lucette, 18h", "", "Ravenel"),
        ("Zoom: Robin / Harbour Hotels F&B", "", "Paige <paige@harbourhotels.example>", "Harbour Hotels"),
        ("R-204 Senior Hydrologist", "", "Quarry Waterworks <quarry@myworkday.com>", "Quarry Waterworks"),
        ("Campus interview", "", "Committee <search@lindenbrook-u.example>", "Lindenbrook"),
    ],
)
def test_towns_taverns_teams_posts_and_ends_of_domains_are_no_name(
    title: str, text: str, by: str, name: str
) -> None:
    assert company(title, text, by) == name


def test_a_label_counts_whoever_sends_the_invitation() -> None:
    text = "Você recebeu este convite da Abler.\nEmpresa: Maresia Analytics\nEtapa: Teste técnico"
    assert company("Live coding", text, "Abler <nao-responda@abler.example>") == "Maresia Analytics"


def test_a_site_where_interviews_are_booked_is_no_company() -> None:
    by = "Handshake <handshake@m.joinhandshake.com>"
    assert company("Handshake interview", "Quarry Freight invited you to an interview.", by) != "Handshake"


def test_an_agency_alone_hides_no_company_whose_kind_the_title_tells() -> None:
    text = "Mme Vial. Poste présenté par Quentin (cabinet Fauvel), le rappeler après."
    assert company("Visio Groupe Merle-Vial, DRH", text) == "Groupe Merle-Vial"


def test_a_call_with_personnel_is_no_firm_that_places_people() -> None:
    text = "Hello Robin, petit échange de 30 min pour faire connaissance."
    assert company("Call RH – Lumeria", text, "Talent Lumeria <talent@lumeria.example>") == "Lumeria"


def test_a_title_in_small_letters_loses_to_no_first_name() -> None:
    assert company("quarrygate hm round", "Xiomara (eng director). they need someone by June") == "quarrygate"


def test_a_single_word_behind_with_is_a_person_beside_another_name() -> None:
    assert company("Ravenel final – lunch w/ Gus + 2 owners") == "Ravenel"


def test_east_asian_names_are_cut_from_sentences_and_from_the_user() -> None:
    assert company("カジュアル面談:佐藤様×ツバメヤ") == "ツバメヤ"
    assert (
        company("最終面接【ミナモヤ】", "お世話になっております。最終面接は社長が担当いたします。")
        == "ミナモヤ"
    )


def test_fields_of_work_and_taverns_tell_no_kind() -> None:
    assert is_ordinary("Field Marketing", ("en",)) or not tells_kind("Field Marketing")
    assert is_tavern("Bar Lucette")
    assert not tells_kind("Bar Lucette")
    assert tells_kind("Orchard Foods")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("interview at the charter school", None),
        ("interview w/ the hospice", None),
        ("entretien à la boulangerie du quartier", None),
        ("quarryside full day", "quarryside"),
        ("CANCELLED tech screen quarryside - they hired internally", "quarryside"),
        ("Quarryside loop 1 of 4: API design", "Quarryside"),
    ],
)
def test_small_letters_tell_a_place_of_its_kind_or_a_sentence(title: str, name: str | None) -> None:
    assert company(title) == name


@pytest.mark.parametrize(
    "title",
    [
        "수락됨: 2차 면접 - 산들바람",
        "已接受: 二面 - 산들바람",
        "초대: 산들바람 1차 면접",
        "承諾済み: 面接 산들바람",
    ],
)
def test_what_programs_write_before_a_title_is_no_name(title: str) -> None:
    assert company(title) == "산들바람"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("- 고객사: 산들바람\n- 면접관: 윤태식 본부장", "산들바람"),
        ("• Opdrachtgever: Kade Zuivel", "Kade Zuivel"),
        ("感谢您投递我司开发岗位。\n面试官：孙鹏\n\n白塔软件 人力资源部 冯婷", "白塔软件"),
        ("Tot dan!\nJolanda Prins\nHR-adviseur Zorggroep Merel", "Zorggroep Merel"),
        ("Görüşmek üzere.\n\nGizem Tekin, Defne Teknoloji İK", "Defne Teknoloji"),
        ("You will meet two of us.\n\nThe Quarry Lane Campus Team", "The Quarry Lane"),
    ],
)
def test_labels_in_lists_and_teams_and_posts_in_signatures(text: str, name: str) -> None:
    assert company("Interview", text) == name


@pytest.mark.parametrize(
    ("title", "by", "name"),
    [
        ("Assessment-Center Gruppe B", "Bankhaus Ostfeld <hr@bh-ostfeld.example>", "Bankhaus Ostfeld"),
        ("Slutsamtal – Norrö Spel", "", "Norrö Spel"),
        ("Entrevista final – Quinta da Maresia (Portugal)", "Inês <i@qmaresia.example>", "Quinta da Maresia"),
        ("Dinâmica de grupo Cooperativa Maresia", "", "Cooperativa Maresia"),
        ("Gesprek Energiecoöperatie De Merel", "", "Energiecoöperatie De Merel"),
    ],
)
def test_words_of_kinds_begin_and_end_names(title: str, by: str, name: str) -> None:
    assert company(title, by=by) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Café con Gemma de Maresia", "Maresia"),
        ("caffè con Martina di Lumaca Eventi", "Lumaca Eventi"),
        ("papo com a Tainá da Horta Clara sobre a vaga", "Horta Clara"),
        ("café avec Julie de Chouette & Fils", "Chouette & Fils"),
        ("Mittag mit Falk von Lindenwerk", "Lindenwerk"),
        ("Koffie met Anouk van Kadelab", "Kadelab"),
        ("llamada con Ana de la Torre", None),
        ("papo com Joana da Silva", None),
        ("Koffie met Anouk van Dijk", None),
    ],
)
def test_a_person_of_a_company_is_told_from_a_family_name(title: str, name: str | None) -> None:
    assert company(title) == name


@pytest.mark.parametrize(
    ("title", "text", "by", "name"),
    [
        ("终面-平台研发岗", "任晓燕\n鹿苑云 招聘", "", "鹿苑云"),
        ("在线测评 - 白塔银行科技岗", "行测+性格", "", "白塔银行"),
        ("公开招聘面试(市白塔中心)", "带准考证、身份证", "", "市白塔中心"),
        ("跟老同学大刘吃饭", "他在白塔机器人带团队", "", "白塔机器人"),
        ("内定条件のご説明", "カモメ証券の三宅です。", "", "カモメ証券"),
        ("산들바람 AI면접", "웹캠 준비", "", "산들바람"),
        ("साक्षात्कार – सहायक अभियंता, जल निगम", "प्रमाण पत्र साथ लाएं।", "भर्ती <hr@jalni.example>", "जल निगम"),
    ],
)
def test_posts_units_and_acquaintances_of_other_scripts_are_no_name(
    title: str, text: str, by: str, name: str
) -> None:
    assert company(title, text, by) == name
