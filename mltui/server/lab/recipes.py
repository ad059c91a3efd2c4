"""The kinds of training that the lab's people run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mltui.server.lab.curves import Curve
from mltui.server.lab.machines import Load

Parameters = dict[str, tuple[str, ...]]
"""Hyperparameters of one section: name to the values people try, as text."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the runs of one project have in common.

    Attributes:
        project: Full name of the project.
        task_type: Type of its tasks.
        names: Patterns of task names; `{n}` is a number, `{v}` a version, others are parameters.
        families: Names of the networks.
        repository: Git repository of the script.
        entry_point: The script.
        curves: What a run reports.
        parameters: Section to hyperparameters.
        tags: Tags people use here.
        labels: Classes the model tells apart.
        framework: Framework of the models.
        iterations: Iterations of a whole run, from and to.
        pace: Iterations a second, from and to.
        report_s: Seconds between two reports of a running task.
        load: What a run asks of the machine.
        epochs: Epochs of a whole run.
        packages: What pip installs for it.
    """

    project: str
    task_type: str
    names: tuple[str, ...]
    families: tuple[str, ...]
    repository: str
    entry_point: str
    curves: tuple[Curve, ...]
    parameters: dict[str, Parameters]
    tags: tuple[str, ...]
    iterations: tuple[int, int]
    pace: tuple[float, float]
    load: Load
    labels: tuple[str, ...] = ()
    framework: str = "PyTorch"
    report_s: float = 6.0
    epochs: int = 60
    packages: tuple[str, ...] = field(default=())


def _loss(start: float, end: float, *, noise: float = 0.05) -> tuple[Curve, ...]:
    return (
        Curve("loss", "train", "decay", start, end, noise, diverges=True),
        Curve("loss", "val", "overfit", start * 0.97, end * 1.18, noise * 0.5, 5, diverges=True),
    )


def _perplexity(loss: Curve) -> Curve:
    return replace(loss, metric="perplexity", exponent=loss)


def _optimiser(rate: float, shape: str, throughput: float, epoch_s: float) -> tuple[Curve, ...]:
    return (
        Curve("learning rate", "group 0", shape, rate, rate * 0.01, 0.0),
        Curve("gradient norm", "total", "decay", 9.0, 0.9, 0.18, diverges=True),
        Curve("throughput", "samples/s", "level", throughput, throughput, 0.025),
        Curve("epoch time", "seconds", "level", epoch_s, epoch_s, 0.02, 10),
    )


def _accuracy(start: float, top1: float, top5: float) -> tuple[Curve, ...]:
    return (
        Curve("accuracy", "top1", "rise", start, top1, 0.012, 5),
        Curve("accuracy", "top5", "rise", start * 3.0, top5, 0.006, 5),
    )


_TORCH = ("torch==2.8.0", "torchvision==0.23.0", "numpy==2.2.6", "clearml==2.1.12", "PyYAML==6.0.2")
_COCO = ("person", "bicycle", "car", "motorcycle", "bus", "truck", "traffic light", "dog")

DETECTION = Recipe(
    project="Vision/Detection",
    task_type="training",
    names=("{family} aug v{v}", "{family} baseline", "{family} distill {n}", "retina grid {n}"),
    families=("yolo-l", "yolo-m", "yolo-s", "retina"),
    repository="https://git.lab.example/vision/detector.git",
    entry_point="train.py",
    curves=(
        *_loss(2.6, 0.21),
        Curve("loss", "box", "decay", 1.1, 0.09, 0.06),
        *_accuracy(0.04, 0.93, 0.99),
        Curve("mAP", "50", "rise", 0.02, 0.68, 0.012, 5),
        Curve("mAP", "50-95", "rise", 0.01, 0.49, 0.015, 5),
        *_optimiser(0.01, "cosine", 640.0, 412.0),
    ),
    parameters={
        "Args": {
            "lr": ("0.01", "0.005", "0.02", "0.001"),
            "batch_size": ("64", "32", "128"),
            "epochs": ("60",),
            "img_size": ("640", "512", "896"),
            "aug": ("mosaic+mixup", "mosaic", "none"),
            "amp": ("True",),
            "seed": ("0", "1", "2", "3"),
        },
        "optimizer": {
            "name": ("sgd", "adamw"),
            "momentum": ("0.937", "0.9"),
            "weight_decay": ("0.0005", "0.05"),
        },
    },
    tags=("coco", "aug", "sweep", "baseline", "fp16", "prod-candidate"),
    iterations=(40_000, 66_000),
    pace=(3.1, 4.2),
    load=Load(gpu=91.0, gpu_memory=0.82, cpu=38.0, memory=0.20, network=90.0, disk=210.0),
    labels=_COCO,
    packages=(*_TORCH, "pycocotools==2.0.10", "albumentations==2.0.8", "opencv-python==4.12.0.88"),
)

SEGMENTATION = Recipe(
    project="Vision/Segmentation",
    task_type="training",
    names=("{family} cityscapes v{v}", "{family} crop sweep {n}", "{family} baseline"),
    families=("segformer-b2", "unet-r34", "mask2former"),
    repository="https://git.lab.example/vision/segment.git",
    entry_point="tools/train_net.py",
    curves=(
        *_loss(1.9, 0.17),
        *_accuracy(0.1, 0.955, 0.996),
        Curve("IoU", "mean", "rise", 0.03, 0.79, 0.01, 5),
        Curve("IoU", "road", "rise", 0.2, 0.97, 0.004, 5),
        Curve("IoU", "pedestrian", "rise", 0.01, 0.74, 0.015, 5),
        *_optimiser(6e-5, "cosine", 118.0, 655.0),
    ),
    parameters={
        "Args": {
            "lr": ("6e-05", "0.0001", "3e-05"),
            "batch_size": ("8", "16"),
            "epochs": ("80",),
            "crop": ("512x1024", "768x768", "1024x1024"),
            "backbone": ("mit-b2", "resnet34", "swin-t"),
            "seed": ("0", "1", "2"),
        },
        "optimizer": {"name": ("adamw",), "weight_decay": ("0.01", "0.05")},
    },
    tags=("cityscapes", "crop", "sweep", "baseline", "edge"),
    iterations=(30_000, 50_000),
    pace=(1.8, 2.9),
    load=Load(gpu=95.0, gpu_memory=0.91, cpu=22.0, memory=0.14, network=45.0, disk=120.0),
    labels=("road", "sidewalk", "building", "pedestrian", "rider", "car", "vegetation", "sky"),
    epochs=80,
    packages=(*_TORCH, "timm==1.0.19", "opencv-python==4.12.0.88"),
)

_PRETRAIN_LOSS = _loss(9.8, 2.35, noise=0.012)

PRETRAIN = Recipe(
    project="NLP/Pretrain",
    task_type="training",
    names=("bert large {lr} r{n}", "{family} {context} ctx v{v}", "{family} scaling {n}"),
    families=("llama-350m", "bert-base", "modernbert"),
    repository="https://git.lab.example/nlp/pretrain.git",
    entry_point="pretrain/main.py",
    curves=(
        *_PRETRAIN_LOSS,
        _perplexity(_PRETRAIN_LOSS[1]),
        *_accuracy(0.02, 0.61, 0.83),
        *_optimiser(3e-4, "cosine", 41_200.0, 5_240.0),
    ),
    parameters={
        "Args": {
            "lr": ("3e-05", "0.0001", "0.0003"),
            "batch_size": ("256", "512"),
            "context": ("2k", "4k", "8k"),
            "warmup_steps": ("2000", "500"),
            "grad_clip": ("1.0", "0.5"),
            "precision": ("bf16",),
        },
        "optimizer": {"name": ("adamw", "lion"), "beta2": ("0.95", "0.98")},
        "data": {"mix": ("web:0.7,code:0.2,wiki:0.1", "web:0.9,wiki:0.1"), "shards": ("512",)},
    },
    tags=("scaling", "bf16", "long-context", "baseline"),
    iterations=(80_000, 140_000),
    pace=(2.0, 3.4),
    load=Load(gpu=97.0, gpu_memory=0.94, cpu=14.0, memory=0.31, network=160.0, disk=80.0),
    report_s=8.0,
    epochs=4,
    packages=(*_TORCH, "flash-attn==2.8.3", "datasets==4.0.0", "tokenizers==0.21.4"),
)

FINETUNE = Recipe(
    project="NLP/Finetune",
    task_type="training",
    names=("sst2 {family} {lr} s{seed}", "ner {family} v{v}", "intent {family} sweep {n}"),
    families=("distilbert", "roberta", "deberta-v3"),
    repository="https://git.lab.example/nlp/finetune.git",
    entry_point="run_glue.py",
    curves=(
        *_loss(0.7, 0.06, noise=0.08),
        *_accuracy(0.3, 0.945, 0.999),
        Curve("f1", "macro", "rise", 0.2, 0.92, 0.01, 5),
        *_optimiser(2e-5, "cosine", 910.0, 190.0),
    ),
    parameters={
        "Args": {
            "lr": ("2e-05", "5e-05", "1e-05"),
            "batch_size": ("32", "16", "64"),
            "epochs": ("12",),
            "max_length": ("128", "256"),
            "seed": ("13", "42", "87"),
        },
        "optimizer": {"name": ("adamw",), "weight_decay": ("0.01", "0.0")},
    },
    tags=("glue", "sweep", "intent", "baseline", "prod"),
    iterations=(9_000, 24_000),
    pace=(2.2, 5.0),
    load=Load(gpu=78.0, gpu_memory=0.55, cpu=9.0, memory=0.09, network=3.0, disk=15.0),
    labels=("negative", "neutral", "positive"),
    report_s=5.0,
    epochs=12,
    packages=(*_TORCH, "transformers==4.55.2", "datasets==4.0.0", "scikit-learn==1.7.1"),
)

SPEECH = Recipe(
    project="Speech/ASR",
    task_type="training",
    names=("conformer {family} v{v}", "{family} noise aug {n}", "ctc {family} baseline {n}"),
    families=("small", "medium", "streaming"),
    repository="https://git.lab.example/speech/asr.git",
    entry_point="asr/train.py",
    curves=(
        *_loss(310.0, 14.0, noise=0.06),
        Curve("WER", "dev-clean", "decay", 0.98, 0.041, 0.02, 5),
        Curve("WER", "dev-other", "decay", 0.99, 0.093, 0.02, 5),
        *_accuracy(0.02, 0.89, 0.97),
        *_optimiser(0.002, "steps", 86.0, 1_480.0),
    ),
    parameters={
        "Args": {
            "lr": ("0.002", "0.001", "0.0005"),
            "batch_size": ("48", "24"),
            "epochs": ("40",),
            "spec_augment": ("True", "False"),
            "vocabulary": ("bpe1k", "bpe5k"),
        },
        "optimizer": {"name": ("adam", "novograd"), "weight_decay": ("0.001", "0.0")},
    },
    tags=("librispeech", "streaming", "noise", "baseline"),
    iterations=(25_000, 60_000),
    pace=(1.2, 2.4),
    load=Load(gpu=86.0, gpu_memory=0.74, cpu=31.0, memory=0.17, network=28.0, disk=95.0),
    epochs=40,
    packages=(*_TORCH, "torchaudio==2.8.0", "sentencepiece==0.2.1", "jiwer==4.0.0"),
)

PIPELINES = Recipe(
    project="Data/Pipelines",
    task_type="data_processing",
    names=("nightly crawl sync {n}", "dedup shards {n}", "export fp16 v{v}", "label audit {n}"),
    families=("sync",),
    repository="https://git.lab.example/data/pipelines.git",
    entry_point="pipelines/run.py",
    curves=(
        Curve("rows", "processed", "ramp", 0.0, 48_000_000.0, 0.0),
        Curve("rows", "rejected", "ramp", 0.0, 310_000.0, 0.0),
        Curve("throughput", "rows/s", "level", 14_800.0, 14_800.0, 0.05),
        Curve("errors", "rate", "level", 0.006, 0.006, 0.3),
    ),
    parameters={
        "Args": {
            "source": ("s3://lab-raw/crawl", "s3://lab-raw/labels"),
            "workers": ("16", "32"),
            "chunk_mb": ("256", "512"),
            "dry_run": ("False",),
        },
    },
    tags=("nightly", "cron", "export"),
    iterations=(3_000, 9_000),
    pace=(0.6, 1.4),
    load=Load(gpu=0.0, gpu_memory=0.0, cpu=44.0, memory=0.28, network=70.0, disk=140.0),
    framework="ONNX",
    report_s=10.0,
    epochs=1,
    packages=("pyarrow==21.0.0", "polars==1.32.3", "clearml==2.1.12", "boto3==1.40.11"),
)

RECIPES = (DETECTION, SEGMENTATION, PRETRAIN, FINETUNE, SPEECH, PIPELINES)
RECIPE_BY_PROJECT = {recipe.project: recipe for recipe in RECIPES}
