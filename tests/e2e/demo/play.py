"""Plays March 2020 of Wuhan with real processes; play.sh PROGRAM FOLDER [--once].

Every step checks exit codes and figures; a figure that is not what the files of the parties make it
ends the demo with exit code 1. The expected figures come from agency_core and tax_core, which know
nothing of the gateway.
"""

import argparse
import pathlib
import shutil
import signal
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import harness  # noqa: E402
import telling  # noqa: E402
from closing import close_march, open_april, show_trace, verify_store  # noqa: E402
from deferral import live_through_deferral  # noqa: E402
from refunds import refund  # noqa: E402
from scene import Scene  # noqa: E402
from story import (  # noqa: E402
    correct_rejected_row,
    pay,
    pull_first_instructions,
    reassess_paid,
    reassess_unpaid,
    refuse_strangers,
    reject_one_instruction,
    repeat_submissions,
    reverse_and_book,
    submit_month,
)

MARK = ".levybridge-demo"
STORY = (
    submit_month,
    correct_rejected_row,
    pull_first_instructions,
    reject_one_instruction,
    reassess_unpaid,
    pay,
    reverse_and_book,
    reassess_paid,
    repeat_submissions,
    refuse_strangers,
    close_march,
    open_april,
    show_trace,
    refund,
    live_through_deferral,
    verify_store,
)


def clean(folder):
    """Removes what an earlier demo left, and nothing else."""
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / MARK).exists():
        raise harness.Broken(f"{folder} 不是演示目录，不予清除 / was not made by the demo; left alone")
    shutil.rmtree(folder)


def farewell(scene):
    telling.banner("演示完毕：账实相符，三月已关账", "Done: every figure agrees, and March is closed")
    telling.say("    各方目录（配置、收件、发件、报表） / each party's folder:")
    for party in sorted(scene.folder.iterdir()):
        if party.is_dir() and not party.name.startswith("."):
            telling.say(f"      {party}")


def keep_running(scene):
    """Until Ctrl-C, or until the gateway ends by itself."""
    configuration = scene.city.agency.config
    telling.say()
    telling.say(f"    网关在 {scene.city.gateway.address} 继续运行；按 Ctrl-C 结束。试试：")
    telling.say(f"    The gateway keeps running at {scene.city.gateway.address} until Ctrl-C. Try:")
    telling.say(
        f"      {scene.binary} month show --month 2020-03 --region 420100 --config {configuration}"
    )
    try:
        scene.city.gateway.process.wait()
    except KeyboardInterrupt:
        telling.say()
        return
    raise harness.Broken("the gateway ended by itself; see gateway/gateway.log")


def play(binary, folder, once):
    clean(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    telling.banner(
        "医税桥 levybridge · 武汉市 2020 年 3 月：从核定到关账",
        "One month of Wuhan: assessments, instructions, payments, reconciliation, close",
    )
    scene = Scene(binary, folder)
    with scene.city:
        scene.introduce()
        for step in STORY:
            step(scene)
        farewell(scene)
        if not once:
            keep_running(scene)
        if scene.city.gateway.stop() != 0:
            raise harness.Broken("the gateway did not stop cleanly; see gateway/gateway.log")
    telling.say("    网关已停止。 The gateway has stopped.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--once", action="store_true", help="stop at the end")
    options = parser.parse_args()
    # SIGTERM unwinds like Ctrl-C, so that the gateway is stopped.
    assert threading.current_thread() is threading.main_thread()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        play(options.binary.resolve(), options.folder.resolve(), options.once)
    except harness.Broken as error:
        telling.say(f"\n演示失败 / the demo failed: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
