"""A made company of 1,000,000 deals, 500,000 customers and 4,000,000 contacts with their search documents, by SQL.

Runs inside an installation of its own (see `place`): `fill(deals)`. Indexes are dropped first and made again at the
end, and the same SQL serves both engines but for the few words named in `WORDS`.
"""

from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.utils import timezone

from polku.access.actions import add_team, add_user
from polku.access.logic import SYSTEM
from polku.process.queries import published
from polku.search import index as fulltext

TEAMS: Final = 8
SELLERS: Final = 40
CUSTOMER_CONTACTS: Final = 8
NAMES: Final = (
    "Anna Eero Ieva Olga Janis Maija Piotr Sanna Timo Zofia Marek Liisa Ilze Pekka Ivan Laima".split()
)
FAMILIES: Final = (
    "Virtanen Korhonen Nieminen Berzins Kalnins Ozols Nowak Kowalski Wisniewski Ivanov Petrov Smirnov Lee Chen Wang "
    "Lin Koskinen Jarvinen Lehtonen Liepins Krumins Balodis Zielinski Szymanski Wozniak Popov Sokolov Huang Wu Liu "
    "Salo Laine"
).split()
PLACES: Final = (
    "Lahti Riga Lodz Tampere Krakow Oulu Gdynia Jelgava Turku Poznan Espoo Liepaja Kuopio Vaasa".split()
)
TRADES: Final = "Metalli Dental Bygg Foods Systems Transport Design Energia Optik Paper Marine Textil".split()
WORDS: Final = {
    "sqlite": {
        "NUMBERS": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})",
        "MOMENT": "datetime(1704096000 + ({}) , 'unixepoch')",
    },
    "postgresql": {
        "NUMBERS": "WITH n(i) AS (SELECT generate_series(1::bigint, {count}))",
        "MOMENT": "to_timestamp(1704096000 + ({}))",
    },
}
NOW: Final = 91_000_000
"""Seconds from the start of 2024 to the day the company stands at."""


def fill(deals: int) -> None:
    """People, process, customers, contacts, deals, documents; then indexes and statistics."""
    at = timezone.now()
    teams = [add_team(name=f"Team {number}", actor=SYSTEM, at=at).pk for number in range(TEAMS)]
    for number in range(SELLERS):
        user_id = add_user(
            email=f"s{number}@bench.example", role="seller", name=f"Seller {number}", actor=SYSTEM, at=at
        ).pk
        _put_in_team(user_id, teams[number % TEAMS])
    filler = _Filler(deals)
    filler.run()
    # As if the scan for duplicates had come to its end: after an import of this size it goes on for hours.
    apps.get_model("contacts.DuplicateScan").objects.create(last_id=filler.customers)


def _put_in_team(user_id: int, team_id: int) -> None:
    rows = apps.get_model("access.Membership").objects
    rows.filter(user_id=user_id).delete()
    rows.create(user_id=user_id, team_id=team_id)


class _Filler:
    """Writes one table after the other; `n.i` counts the rows, the words stand in small tables of their own."""

    def __init__(self, deals: int) -> None:
        self.deals, self.customers = deals, max(1, deals // 2)
        self.contacts = self.customers * CUSTOMER_CONTACTS
        self.words = WORDS[connection.vendor]
        self.cursor = connection.cursor()
        teams = apps.get_model("access.Team").objects.filter(name__startswith="Team ").order_by("id")
        sellers = apps.get_model("access.User").objects.filter(role="seller").order_by("id")
        self.team0, self.seller0 = teams[0].pk, sellers[0].pk
        line = published(None)
        self.version, self.process = line.version_id, line.process_id
        self.stages = [stage.key for stage in line.stages if not stage.after_win]
        self.later = [stage.key for stage in line.stages if stage.after_win]

    def run(self) -> None:
        self._loose()
        dropped = self._drop_indexes()
        for table, names in (
            ("name", NAMES),
            ("family", FAMILIES),
            ("place", PLACES),
            ("trade", TRADES),
            ("stage", [*self.stages, *self.later]),
        ):
            self.cursor.execute(f"CREATE TEMP TABLE w_{table} (k bigint PRIMARY KEY, w text)")
            self.cursor.executemany(f"INSERT INTO w_{table} VALUES (%s, %s)", list(enumerate(names)))
        self._customers()
        self._contacts()
        self._deals()
        for statement in dropped:
            self.cursor.execute(statement)
        self._settle()

    # What belongs to row i: the numbers part the words and people so that none goes with another.
    JOINS: Final = " JOIN w_place AS p ON p.k = {c} % 14 JOIN w_trade AS t ON t.k = {c} / 14 % 12"

    def _customers(self) -> None:
        team, owner = self._whose("i")
        joins = self.JOINS.format(c="(i * 7919 % 1000003)")
        name = "p.w || ' ' || t.w || ' ' || i || ' Oy'"
        key = "lower(p.w || ' ' || t.w) || ' ' || i"
        self._insert("contacts.Customer", self.customers, joins, id="i", kind="'company'", name=name, name_key=key,
            name_head="lower(substr(p.w || t.w, 1, 6))", name_sound="substr(lower(p.w || t.w || i), 1, 40)",
            owner_id=owner, team_id=team, country="'FI'", city="p.w", recorded_at=self._moment("i * 90"))  # fmt: skip
        self._document(
            "customer",
            self.customers,
            joins,
            team,
            owner,
            name,
            "p.w",
            "lower(p.w || ' ' || t.w) || ' ' || i || ' oy'",
            0,
        )

    def _contacts(self) -> None:
        customer = f"((i - 1) / {CUSTOMER_CONTACTS} + 1)"
        team, owner = self._whose(customer)
        joins = self.JOINS.format(c=f"({customer} * 7919 % 1000003)")
        joins += (
            " JOIN w_name AS a ON a.k = i * 31 % 1009 % 16 JOIN w_family AS f ON f.k = i * 17 % 2003 % 32"
        )
        mail = f"lower(a.w || '.' || f.w) || i || '@company' || {customer} || '.example'"
        phone = "'+35840' || (1000000 + i)"
        self._insert("contacts.Contact", self.contacts, joins, id="i", customer_id=customer, name="a.w || ' ' || f.w",
            name_key="lower(a.w || ' ' || f.w)", email=mail, email_key=mail, phone=phone, phone_key=phone,
            recorded_at=self._moment("i * 20"))  # fmt: skip
        company = f"p.w || ' ' || t.w || ' ' || {customer} || ' Oy'"
        words = (
            f"lower(a.w || ' ' || f.w || ' ' || f.w) || i || ' company' || {customer}"
            " || ' example 35840' || (1000000 + i)"
            f" || ' ' || lower(p.w || ' ' || t.w) || ' ' || {customer} || ' oy'"
        )
        self._document(
            "contact", self.contacts, joins, team, owner, "a.w || ' ' || f.w", company, words, self.customers
        )

    def _deals(self) -> None:
        customer = f"((i - 1) % {self.customers} + 1)"
        team, owner = self._whose(customer)
        joins = self.JOINS.format(c=f"({customer} * 7919 % 1000003)")
        early, late = len(self.stages), len(self.later)
        joins += (
            f" JOIN w_stage AS s ON s.k = CASE WHEN i * 13 / 7 % 10 < 3 THEN {early} + i % {late}"
            f" ELSE i * 11 % 1013 % {early} END"
        )
        outcome = (
            "CASE WHEN i * 13 / 7 % 10 < 3 THEN 'won' WHEN i * 13 / 7 % 10 < 6 THEN 'lost' ELSE 'open' END"
        )
        name = f"p.w || ' ' || t.w || ' ' || {customer} || ' Oy'"
        opened, entered = (
            self._moment(f"i * {NOW} / {self.deals}"),
            self._moment(f"{NOW} - (i * 97 % 5000000)"),
        )
        ended = f"CASE WHEN i * 13 / 7 % 10 < 6 THEN {entered} END"
        self._insert("deals.Deal", self.deals, joins, id="i", title=name, external_id="'L-' || i", customer_id=customer,
            process_id=self.process, version_id=self.version, stage="s.w", stage_entered_at=entered, path_id="s.k + 1",
            owner_id=owner, team_id=team, value_minor="(i * 37 % 90000 + 100) * 100", value_currency="'EUR'",
            value_company_minor="(i * 37 % 90000 + 100) * 100", outcome=outcome, opened_at=opened, closed_at=ended,
            finished_at=f"CASE WHEN i * 13 / 7 % 10 = 0 THEN {entered} END", source="'source ' || i % 12",
            product="'product ' || i % 7", next_step="CASE WHEN i % 3 = 0 THEN 'Call' ELSE '' END",
            next_step_at=f"CASE WHEN i % 3 = 0 THEN {self._moment(f'{NOW} + i % 2000000')} END",
            recorded_at=opened)  # fmt: skip
        words = f"lower(p.w || ' ' || t.w) || ' ' || {customer} || ' oy l ' || i"
        self._document(
            "deal", self.deals, joins, team, owner, name, name, words, self.customers + self.contacts
        )

    def _document(
        self,
        kind: str,
        count: int,
        joins: str,
        team: str,
        owner: str,
        title: str,
        subtitle: str,
        words: str,
        start: int,
    ) -> None:
        self._insert("search.SearchDocument", count, joins, id=f"i + {start}", kind=f"'{kind}'", row_id="i",
            owner_id=owner, team_id=team, title=title, subtitle=subtitle, head=f"substr(lower({title}), 1, 24)",
            tokens=f"'_k{kind} _t' || {team} || ' _o' || {owner} || ' ' || {words}")  # fmt: skip

    def _whose(self, number: str) -> tuple[str, str]:
        """Team and owner of a customer: sellers come in turn, each in his team."""
        seller = f"({number} * 101 % 10007 % {SELLERS})"
        return f"({self.team0} + {seller} % {TEAMS})", f"({self.seller0} + {seller})"

    def _moment(self, seconds: str) -> str:
        return self.words["MOMENT"].format(seconds)

    def _insert(self, label: str, count: int, joins: str, **given: Any) -> None:
        """Rows of a model: the columns named, the others at the default of the model."""
        model = apps.get_model(label)
        columns, values = [], []
        for field in model._meta.concrete_fields:
            if field.column in given:
                values.append(str(given.pop(field.column)))
            else:
                default = field.get_default()
                values.append(
                    "NULL" if default is None else "'{}'" if default == {} else "FALSE" if default is False
                    else str(default) if isinstance(default, int) else f"'{default}'"
                )  # fmt: skip
            columns.append(f'"{field.column}"')
        assert not given, given
        numbers = self.words["NUMBERS"].format(count=count)
        into = f"{model._meta.db_table} ({', '.join(columns)})"
        sql = f"INSERT INTO {into} {numbers} SELECT {', '.join(values)} FROM n{joins}"
        self.cursor.execute(sql)

    def _loose(self) -> None:
        """Speed before safety: the installation is thrown away."""
        if connection.vendor == "sqlite":
            for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000"):
                self.cursor.execute(f"PRAGMA {pragma}")
        else:
            self.cursor.execute("SET session_replication_role = replica")
            self.cursor.execute("SET maintenance_work_mem = '512MB'")
            self.cursor.execute("SET synchronous_commit = off")

    def _drop_indexes(self) -> list[str]:
        """Drop what can be made again by one statement; the statements."""
        tables = "('contacts_customer', 'contacts_contact', 'deals_deal', 'search_searchdocument')"
        if connection.vendor == "sqlite":
            found = (
                "SELECT name, sql FROM sqlite_master "
                f"WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {tables}"
            )
        else:
            found = (
                f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN {tables} AND indexname NOT IN "
                "(SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u'))"
            )
        self.cursor.execute(found)
        rows = self.cursor.fetchall()
        for name, _ in rows:
            self.cursor.execute(f'DROP INDEX "{name}"')
        return [sql for _, sql in rows]

    def _settle(self) -> None:
        """Sequences, the full-text index, statistics."""
        fulltext.refill()
        if connection.vendor == "sqlite":
            self.cursor.execute("ANALYZE")
            self.cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for table in ("contacts_customer", "contacts_contact", "deals_deal", "search_searchdocument"):
            self.cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
            self.cursor.execute(f"VACUUM ANALYZE {table}")
