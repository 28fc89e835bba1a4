"""The Rust port cuts as jieba itself does; both are given the same sentences."""

import jieba
import pytest
import rjieba

from embeddings.encoding.segment import Segmenter

SENTENCES = """\
云川大桥昨日上午正式通车，全长三千六百米，双向六车道。
市气象局提醒，未来三天沿江地区将出现大雾，请司机减速慢行。
第十二届白鹭湖观鸟节开幕，来自二十多个国家的爱好者参加。
今年前五个月，全省规模以上工业增加值同比增长百分之五点二。
海棠港集装箱码头完成自动化改造，装卸效率提高近三成。
教育部门要求中小学严格控制书面作业总量，保证学生睡眠时间。
青岚航空接收首架国产大型客机，计划先飞省内航线。
受台风影响，多趟高速列车临时停运，旅客可以免费退票。
考古人员在槐里村发现一处距今四千年的聚落遗址。
研究团队表示，这种新型电池可在零下四十摄氏度正常工作。
发改委宣布，自今日二十四时起上调成品油价格。
鹭汀渡口的老渡轮完成最后一次航行，许多市民前来告别。
消防员连夜排除险情，被困的七名游客全部安全脱险。
全国青年围棋公开赛决赛中，十六岁棋手半目险胜卫冕冠军。
外交部发言人说，双方将继续推动互联互通，扩大贸易规模。
农业农村厅介绍，早稻收割已近尾声，单产略高于去年。
这家医院开设了夜间门诊，方便白天上班的患者就医。
地铁三号线北延段进入热滑试验阶段，预计年底开通运营。
省博物馆推出青铜器特展，三百余件文物首次公开展出。
由于连续降雨，水库水位超过汛限水位，管理部门开闸泄洪。
电影节评委会主席在颁奖典礼上宣读了获奖名单。
新修订的野生动物保护条例将于下月一日起施行。
环保志愿者沿河清理垃圾，两天共收集废旧塑料一吨多。
科学家利用卫星数据绘制出高精度的冰川变化地图。
两国元首通过视频会晤，就共同关心的国际问题交换意见。
中央银行决定下调金融机构存款准备金率零点五个百分点。
山区小学的孩子们第一次坐上了校车，脸上笑开了花。
警方破获一起特大网络诈骗案，抓获犯罪嫌疑人四十二名。
体育馆改造后重新开放，市民可凭身份证预约健身。
专家建议，高温天气应减少户外活动，及时补充水分。
志愿军烈士遗骸安葬仪式在烈士陵园隆重举行。
机器人走进敬老院，陪老人聊天下棋，还能提醒吃药。
该县建成首座光伏电站，年发电量可满足两万户家庭用电。
世界卫生组织发布报告，呼吁加强对慢性病的早期筛查。
冬季牧场迎来第一场雪，牧民赶着羊群转场。
议会以微弱多数通过预算案，总理表示欢迎这一结果。
航天员完成出舱活动，安装了新的舱外照明设备。
这座百年老站的站房经过修缮，变成了铁路博物馆。
物价局公布抽查结果，三家超市因虚假促销被处罚。
渔民在近海救起一头搁浅的江豚，放归时它频频回头。
"""


@pytest.fixture(scope="module")
def reference() -> jieba.Tokenizer:
    """Load jieba's own dictionary."""
    jieba.setLogLevel("ERROR")
    return jieba.Tokenizer()


def test_search_words_are_those_of_jieba(reference: jieba.Tokenizer) -> None:
    """At most one sentence of forty is cut otherwise in search mode, words unknown to the dictionary included."""
    port = rjieba.Jieba()
    sentences = SENTENCES.splitlines()
    other = [s for s in sentences if list(reference.cut_for_search(s)) != list(port.cut_for_search(s))]
    assert len(sentences) == 40
    assert len(other) <= 1, other


def test_words_of_the_segmenter_are_those_of_jieba(reference: jieba.Tokenizer, segmenter: Segmenter) -> None:
    """Of a whole sentence, the segmenter keeps jieba's words but for punctuation and joining words."""
    sentence = "云川大桥昨日上午正式通车，全长三千六百米。"
    assert segmenter.terms(sentence).words == [w for w in reference.cut_for_search(sentence) if w not in "，。"]


def test_a_user_word_wins_in_both(reference: jieba.Tokenizer) -> None:
    """With the same word added, both keep it whole where they cut it before."""
    sentence = "鹭汀渡口今日停航"
    port = rjieba.Jieba()
    assert "鹭汀渡口" not in reference.cut(sentence)
    reference.add_word("鹭汀渡口", 100_000_000, "nz")
    port.add_word("鹭汀渡口", 100_000_000, "nz")
    assert list(reference.cut(sentence)) == list(port.cut(sentence)) == ["鹭汀渡口", "今日", "停航"]


def test_the_original_can_be_chosen(reference: jieba.Tokenizer) -> None:
    """With the engine "jieba" the words are those of jieba itself, and an index knows which one cut it."""
    sentence = "第十二届白鹭湖观鸟节开幕"
    original = Segmenter(engine="jieba")
    assert original.terms(sentence).words == list(reference.cut_for_search(sentence))
    assert original.fingerprint == "terms-2 jieba-0.42.1 user-none"
    assert original.fingerprint != Segmenter().fingerprint
