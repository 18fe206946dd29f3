"""What is relaxed for veterans: phrases that readers see, from the fields of the form and back. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

CERTIFICATE = "证书可入职后考"
EXPERIENCE = "服役年限计入工作经验"
_AGE = re.compile(r"年龄放宽到 ?(\d{2}) ?周?岁")
_EDUCATION = re.compile(r"学历放宽到(小学|初中|高中|中专|大专|本科|硕士)")


@dataclass(frozen=True)
class Relaxed:
    """The age and schooling veterans need, whether the certificate may come later and service counts as experience, and anything else."""

    age: int | None = None
    education: str = ""
    certificate: bool = False
    experience: bool = False
    other: str = ""


def phrases(relaxed: Relaxed) -> list[str]:
    """The phrases, in the order readers see them."""
    out = [f"年龄放宽到 {relaxed.age} 岁"] if relaxed.age else []
    out += [f"学历放宽到{relaxed.education}"] if relaxed.education else []
    out += [CERTIFICATE] if relaxed.certificate else []
    out += [EXPERIENCE] if relaxed.experience else []
    return out + [part for part in re.split(r"[，,；;、\n]+\s*", relaxed.other) if part.strip()]


def read_phrases(kept: Iterable[str]) -> Relaxed:
    """The fields from kept phrases; what is not known goes to `other`."""
    age: int | None = None
    education, others, found = "", [], list(kept)
    for phrase in found:
        if matched := _AGE.fullmatch(phrase):
            age = int(matched[1])
        elif matched := _EDUCATION.fullmatch(phrase):
            education = matched[1]
        elif phrase not in (CERTIFICATE, EXPERIENCE):
            others.append(phrase)
    return Relaxed(age, education, CERTIFICATE in found, EXPERIENCE in found, "，".join(others))
