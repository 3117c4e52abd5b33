"""Who are you, and whom do you help? Slugs are those of the terms; the words are plainer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fit.answers import FinderQuestion, answer

# Whoever assists people may well choose a tool that those people use themselves.
PERSONS = "survivor displaced-person migrant-worker child-youth general-public"

WHO = FinderQuestion(
    "who",
    _("Who are you?"),
    _("What you do, not your name. Nothing is kept."),
    (
        answer(
            "user",
            "ngo-caseworker",
            _("I assist people: caseworker, counsellor, shelter worker"),
            near="humanitarian-protection hotline-analyst",
            served=PERSONS,
        ),
        answer(
            "user",
            "humanitarian-protection",
            _("I do protection work in a crisis"),
            near="ngo-caseworker",
            served=PERSONS,
        ),
        answer(
            "user",
            "hotline-analyst",
            _("I answer a helpline or assess reports"),
            near="ngo-caseworker",
            served="survivor general-public",
        ),
        answer(
            "user",
            "health-worker",
            _("I work in a clinic or in community health"),
            # Care for a person, record of the person: the nearest work there are tools for.
            near="ngo-caseworker humanitarian-protection",
            served=PERSONS,
        ),
        answer("user", "law-enforcement", _("I am with the police or investigate")),
        answer("user", "prosecutor-judge", _("I prosecute or judge"), near="law-enforcement"),
        answer(
            "user",
            "border-immigration",
            _("I work at a border, in immigration or at a consulate"),
            near="law-enforcement",
        ),
        answer(
            "user",
            "labour-inspector",
            _("I inspect or audit workplaces"),
            served="migrant-worker",
        ),
        answer(
            "user",
            "trade-union",
            _("I am with a trade union"),
            near="ngo-caseworker",
            served="migrant-worker",
        ),
        answer(
            "user",
            "parent-educator",
            _("I am a parent or teacher"),
            near="general-public",
            served="child-youth",
        ),
        answer("user", "survivor", _("I am or was exploited myself"), near="general-public"),
        answer(
            "user",
            "displaced-person",
            _("I had to flee"),
            # Both travel far from home, on the same roads and with the same phones.
            near="migrant-worker general-public survivor",
        ),
        answer(
            "user",
            "migrant-worker",
            _("I work, or look for work, away from home"),
            near="displaced-person general-public survivor",
        ),
        answer("user", "child-youth", _("I am under 18 or a young adult"), near="general-public"),
        answer("user", "general-public", _("I saw or heard something, or want to know more")),
        answer("user", "policy-maker", _("I work on laws, plans or funding"), near="researcher"),
        answer("user", "business", _("I work in a company")),
        answer("user", "financial-institution", _("I work in a bank or with payments")),
        answer("user", "online-platform", _("I keep an online service safe")),
        answer("user", "researcher", _("I do research or work with data"), near="developer"),
        answer("user", "developer", _("I build or adapt tools"), near="researcher"),
    ),
)

WHOM = FinderQuestion(
    "whom",
    _("For whom?"),
    _("The people you want to reach or help."),
    (
        answer(
            "target_population",
            "children",
            _("Children"),
            near="girls boys unaccompanied-children",
        ),
        answer(
            "target_population",
            "unaccompanied-children",
            _("Children without their parents or carers"),
            near="children",
        ),
        answer("target_population", "girls", _("Girls"), near="children women"),
        answer("target_population", "boys", _("Boys"), near="children men"),
        answer("target_population", "women", _("Women"), near="girls"),
        answer("target_population", "men", _("Men")),
        answer("target_population", "survivors", _("People who left exploitation")),
        answer(
            "target_population",
            "refugees-asylum-seekers",
            _("Refugees and people who seek asylum"),
            near="internally-displaced non-nationals-in-conflict migrants",
        ),
        answer(
            "target_population",
            "internally-displaced",
            _("People displaced in their own country"),
            near="refugees-asylum-seekers",
        ),
        answer(
            "target_population",
            "migrants",
            _("Migrants on the move"),
            near="refugees-asylum-seekers migrant-workers returnees",
        ),
        answer(
            "target_population",
            "non-nationals-in-conflict",
            _("Foreigners who flee a war"),
            near="refugees-asylum-seekers migrants",
        ),
        answer(
            "target_population",
            "migrant-workers",
            _("People who work away from home"),
            near="migrants domestic-workers fishers-seafarers",
        ),
        answer(
            "target_population",
            "domestic-workers",
            _("People who work in private homes"),
            near="migrant-workers",
        ),
        answer(
            "target_population",
            "fishers-seafarers",
            _("Fishers and seafarers"),
            near="migrant-workers",
        ),
        answer(
            "target_population",
            "returnees",
            _("People who came back"),
            near="survivors migrants",
        ),
        answer("target_population", "sex-industry-workers", _("People in the sex industry")),
        answer(
            "target_population",
            "minorities-indigenous",
            _("Minorities and indigenous peoples"),
            near="stateless",
        ),
        answer(
            "target_population",
            "stateless",
            _("People without a nationality"),
            near="refugees-asylum-seekers minorities-indigenous",
        ),
        answer("target_population", "persons-with-disabilities", _("People with disabilities")),
        answer("target_population", "lgbtiq", _("LGBTIQ+ people")),
    ),
)
