"""What people do with runs afterwards: look, clone, change, enqueue, delete."""

import sys
from pathlib import Path

from clearml import Task

task = Task.get_task(task_id=sys.argv[1])
assert task.get_status() == "completed"
assert len(task.get_reported_scalars(max_samples=1000)["loss"]["train"]["x"]) == 300
assert task.get_last_scalar_metrics()["loss"]["train"]["last"] < 0.01
assert task.get_parameters()["General/lr"] == "0.01"
assert task.get_configuration_object_as_dict("net") == {"model": {"depth": 4}}
assert "epoch 2" in "".join(task.get_reported_console_output(number_of_reports=100))
assert task.artifacts["stats"].get() == {"a": 1, "b": [1, 2, 3]}
assert list(task.artifacts["numbers"].get()) == list(range(10))
weights = task.models["output"][-1].get_local_copy()
assert Path(weights).read_bytes() == bytes(range(256)) * 8192
assert Task.get_task(project_name="Vision/Digits", task_name="first run").id == task.id

assert task.set_user_properties(verdict="good")
assert task.get_user_properties()["verdict"]["value"] == "good"
assert task.delete_user_properties([("properties", "verdict")])
assert task.get_user_properties() == {}

clone = Task.clone(task, name="a clone")
clone.set_parameter("General/lr", 0.1)
Task.enqueue(clone, queue_name="default")
names = {found.name for found in Task.get_tasks(project_name="Vision/Digits")}
assert names >= {"first run", "a clone"}, names
assert Task.get_task(task_id=clone.id).get_status() == "queued"
Task.dequeue(clone)
assert clone.get_parameters()["General/lr"] == "0.1"
clone.upload_artifact("notes", {"a": 1}, wait_on_upload=True)
assert clone.delete(raise_on_error=True)
print("DELETED", clone.id)
