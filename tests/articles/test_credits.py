"""Who says so, in the forms that datelines, bylines and signatures take."""

import pytest

from embeddings.articles.credits import Credits, credits_of


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("新华社海口5月2日电 新桥通车。", Credits("新华社海口5月2日电", "新华社", ())),
        ("人民网海口5月2日电 (记者王一)新桥通车。", Credits("人民网海口5月2日电", "人民网", ("王一",))),
        ("新华社海口5月2日电(记者王一、李二三)新桥通车。", Credits("新华社海口5月2日电", "新华社", ("王一", "李二三"))),
        ("新华社海口5月2日电\n新桥通车\n新桥昨天通车。", Credits("新华社海口5月2日电", "新华社", ())),
        (
            "新华社海口5月2日电 综述:新桥通车\n新华社记者王一 李二 赵四\n昨天通车。",
            Credits("新华社海口5月2日电", "新华社", ("王一", "李二", "赵四")),
        ),
        ("海口日报讯（记者 王一）新桥通车。", Credits("海口日报讯", "海口日报", ("王一",))),
        ("王一 海峡问题观察员\n新桥通车。", Credits(None, None, ("王一",))),
        ("新桥通车。(国际锐评评论员)", Credits(None, "国际锐评", ("国际锐评评论员",))),
        ("新桥通车。(总台记者 王一 李二三)", Credits(None, "总台", ("王一", "李二三"))),
        ("新桥通车。（本报记者 王一）", Credits(None, None, ("王一",))),
        ("新桥通车。（来源：海口日报）", Credits(None, "海口日报", ())),
        ("新桥通车。(完)", Credits(None, None, ())),
        ("新桥通车。", Credits(None, None, ())),
        ("本报讯 新桥通车。", Credits(None, None, ())),
        ("据新华社报道，新桥通车。", Credits(None, None, ())),
        ("新华社社长昨天说，新桥通车。", Credits(None, None, ())),
        ("新桥通车。(图片由通讯员提供)", Credits(None, None, ())),
    ],
)
def test_credits_are_read_and_never_invented(body, expected):
    """Agency of the dateline, else the office in the signature, else none."""
    assert credits_of(body) == expected
