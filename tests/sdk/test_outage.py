from __future__ import annotations

import signal
from pathlib import Path

from tests.sdk.served import Served, wait_until


def test_nothing_is_lost_when_the_server_is_killed_half_way(tmp_path: Path) -> None:
    served = Served(tmp_path / "served")
    script = served.begin("long_run.py")
    try:
        request = {"name": "long run", "only_fields": ["id", "last_iteration"]}

        def far_enough() -> bool:
            tasks = served.call("tasks.get_all", **request)["tasks"]
            return bool(tasks) and tasks[0].get("last_iteration", 0) > 200

        wait_until(far_enough)
        assert served.stop(signal.SIGKILL) == -signal.SIGKILL
        served.start()
        said, _ = script.communicate(timeout=90)
        assert script.returncode == 0, said
        (task,) = served.call("tasks.get_all", name="long run")["tasks"]
        assert task["status"] == "completed"
        found = served.call(
            "events.scalar_metrics_iter_raw", task=task["id"], metric={"metric": "loss"}
        )
        assert found["variants"]["train"]["iter"] == list(range(1500))
        assert found["variants"]["train"]["y"] == [1000.0 / (i + 1) for i in range(1500)]
        log = served.call("events.get_task_log", task=task["id"], order="asc")["events"]
        text = "\n".join(event["msg"] for event in log)
        places = [text.index(f"step {i} of") for i in range(0, 1500, 100)]
        assert places == sorted(places)
    finally:
        script.kill()
        served.stop()
