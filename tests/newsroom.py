"""A made-up newsroom: a dozen reports of places that do not exist, small enough to know by heart."""

import json
from pathlib import Path
from typing import Any

_BRIDGE = (
    "云川大桥6月18日上午正式通车。大桥全长3.6公里，双向六车道，由云川路桥集团历时四年建成。\n"
    "通车后，从云川老城到鹭汀新区的车程由五十分钟缩短到八分钟。首日约有两万一千辆汽车驶过大桥。"
)
_FLEET = (
    "会上首先通报了渔业生产情况。全省今年新建深水网箱四百二十口，水产品总产量预计增长百分之四。"
    "沿海各市已经补充了渔政执法船只，休渔期间没有发生重大违规案件。会议要求继续淘汰老旧渔船，"
    "对主动上交渔船的渔民给予补贴，并安排转岗培训。省海洋部门负责人说，近海捕捞强度已经连续三年下降，"
    "幼鱼比例明显好转。与会者还参观了海棠港的水产批发市场，了解活鱼运输车的消毒和检验流程。各地还报告了码头冷库的建设进度，预计秋汛之前全部投入使用。"
)
_TEA = (
    "会议随后讨论了山区茶园的虫害。入夏以来，茶小绿叶蝉在青岚山南坡三个乡镇集中发生，受害茶园约一万两千亩。"
    "农技人员建议采用黄板诱杀和天敌释放相结合的办法，不使用高毒农药。省里决定拨出专款九百万元，"
    "购买二十万张诱虫板，由各乡镇统一发放。茶农代表说，去年试点的茶园损失减少了七成，秋茶品质没有受到影响。"
    "会议还提出，要在年底以前给茶园道路装上太阳能路灯，方便茶农早晚采摘和运输，也让游客能够安全进山。"
)

ARTICLES: tuple[dict[str, Any], ...] = (
    {
        "id": "bridge-open",
        "title": "云川大桥正式通车",
        "published": "2023-06-18T10:30",
        "source": "云川日报",
        "url": "https://example.org/bridge?page=1&x=2",
        "body": _BRIDGE,
    },
    {
        "id": "bridge-open-again",
        "title": "云川大桥昨日通车",
        "published": "2023-06-19",
        "source": "海棠晚报",
        "body": _BRIDGE,
    },
    {
        "id": "bridge-repair",
        "title": "云川大桥完成首次大修",
        "published": "2024-06-20",
        "source": "云川日报",
        "body": "云川大桥首次大修6月20日结束，工人更换了十二根吊索，并重铺了桥面。大修期间大桥夜间封闭，白天照常通行。",
    },
    {
        "id": "port-2023",
        "title": "海棠港公布二季度吞吐量",
        "published": "2023-07-12",
        "source": "海棠晚报",
        "body": "海棠港今年第二季度货物吞吐量同比增长50.2%，达到1,380万吨。港务局说，增长主要来自三条新的集装箱航线。",
    },
    {
        "id": "port-2024",
        "title": "海棠港公布二季度吞吐量",
        "published": "2024-07-10",
        "source": "海棠晚报",
        "body": "海棠港今年第二季度货物吞吐量同比增长3.1%，达到1,423万吨。港务局说，受台风影响，港口停工五天。",
    },
    {
        "id": "birds",
        "title": "白鹭湖观鸟节开幕",
        "published": "2024-03-02",
        "source": "云川日报",
        "body": "第十二届白鹭湖观鸟节3月2日开幕，来自23个国家的爱好者记录到一百七十种水鸟，其中卷羽鹈鹕是首次出现。",
    },
    {
        "id": "plane",
        "title": "青岚航空接收首架Ｃ９１９",
        "published": "2024-05-02",
        "source": "青岚通讯社",
        "body": "青岚航空5月2日接收首架C919客机，机组将在一个月内完成训练，首条航线由海棠飞往云川，票价与高铁相近。",
    },
    {
        "id": "fuel",
        "title": "青岚省今起上调成品油价格",
        "published": "2024-05-02",
        "source": "青岚通讯社",
        "body": "青岚省物价部门宣布，5月2日24时起每吨汽油上调120元，加满一箱油约多花五元。这是今年第三次调价。",
    },
    {
        "id": "chess",
        "title": "十六岁棋手夺冠",
        "published": "2024-05-12",
        "source": "海棠晚报",
        "body": "槐里杯围棋公开赛5月12日收官，十六岁棋手季小满以半目战胜卫冕冠军，成为这项赛事最年轻的冠军。",
    },
    {
        "id": "meeting",
        "title": "青岚省召开农渔工作会议",
        "published": "2024-08-06",
        "source": "青岚通讯社",
        "body": f"{_FLEET}\n{_TEA}",
    },
    {
        "id": "dialect",
        "title": "青岚方言词典付印",
        "body": "《青岚方言词典》已经付印，收词三万两千条，每条都附有录音。编者花了十一年走访了四百多个村子。",
    },
    {
        "id": "lamps",
        "title": "一封读者来信",
        "source": "海棠晚报",
        "body": "读者来信说，鹭汀渡口的路灯坏了半个月，晚上下船的人只好打着手电走路，希望有关部门早点修好。",
    },
)


def write(folder: Path, articles: tuple[dict[str, Any], ...] = ARTICLES, name: str = "articles.jsonl") -> Path:
    """Write articles in the interchange format and return the file."""
    path = folder / name
    path.write_text("".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles), encoding="utf-8")
    return path
