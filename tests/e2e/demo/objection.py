"""The demo's objection: filed, due by working days, upheld with a reassessment, and answered."""

import dataclasses

import telling
from agency_core import assess, write_assessments
from money import grouped
from scene import MONTH
from story import RECLASSIFIED, number_of

OBJECTOR = RECLASSIFIED
NUMBER = "YY-2020-001"
# Complete on a Wednesday: the third working day after it is the Monday.
COMPLETE_ON, DECIDE_BY = "2020-03-18", "2020-03-23"


def file_objection(scene):
    scene.steps.begin(
        COMPLETE_ON, "一户对不予减征提出异议", "An employer objects to not being reduced"
    )
    scene.city.gateway.turn_clock(COMPLETE_ON)
    documents = []
    for name in ("书面报告", "单位性质证明"):
        path = scene.agency.inbox / f"{NUMBER}-{name}.txt"
        path.write_text(f"{scene.name(OBJECTOR)} {name}\n", encoding="utf-8")
        documents += ["--document", f"{name}={path}"]
    filed = scene.run(
        scene.agency, "agency", "objections", "file", NUMBER, "--unit", OBJECTOR, "--region",
        scene.employers[OBJECTOR].region, "--received", "2020-03-16", "--complete", COMPLETE_ON,
        "--from", MONTH, *documents,
    )["objection"]
    scene.check("state", filed["state"], "pending")
    scene.check("decide by", filed["decide_by_on"], DECIDE_BY)
    scene.check("overdue", filed["overdue"], "no")
    telling.fact("单位", "employer", f"{OBJECTOR} {scene.name(OBJECTOR)}")
    telling.fact("三个工作日内答复，最迟", "to be decided by", filed["decide_by_on"])


def answer_objection(scene):
    scene.steps.begin(
        DECIDE_BY, "异议成立：重新核定，减半后答复", "Upheld: reassessed, halved, and told"
    )
    scene.city.gateway.turn_clock(DECIDE_BY)
    scene.employers[OBJECTOR] = who = dataclasses.replace(
        scene.employers[OBJECTOR], unit_type="民办非企业单位")
    before = scene.in_force[(OBJECTOR, MONTH)]
    row = assess(who, MONTH, number_of(OBJECTOR, suffix="R"), kind="重新核定",
                 replaces=before.number)
    path = scene.agency.inbox / "reassessment-objection.csv"
    write_assessments(path, [row], DECIDE_BY, "WH-202003-Y")
    receipt = scene.run(scene.agency, "agency", "submit", path)
    scene.check_receipt(receipt, "accepted", 1, row.before)
    scene.in_force[(OBJECTOR, MONTH)] = row
    objections = ("agency", "objections")
    decided = scene.run(
        scene.agency, *objections, "decide", NUMBER, "--on", DECIDE_BY, "--reassessment",
        row.number)["objection"]
    scene.check("state", decided["state"], "upheld")
    told = scene.run(
        scene.agency, *objections, "notify", NUMBER, "--on", DECIDE_BY)["objection"]
    scene.check("told on", told["notified_on"], DECIDE_BY)
    adjusted = scene.pull(1)[0]
    scene.check("the tax bureau is told", adjusted["action"], "adjust")
    telling.fact("改按减半后应缴（元）", "now payable, yuan", grouped(row.payable))
