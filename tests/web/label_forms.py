"""A question of each form, and items in Chinese, Arabic and with emoji."""

import json

SCRIPTS = {
    "chinese": "他说：“你真是个傻瓜，谁会信你？”然后张伟笑着离开了。",
    "arabic": "قال محمد إن هذا المنتج سيئ جدًا، ولكنه اشترى اثنين منه.",
    "emoji": "👩‍👩‍👧 said 😀 to Zoë in 🇩🇪 — 𝒻𝒶𝓃𝒸𝓎!",
}
COMMENT = "show: [comment]\n"
FORMS = {
    "choice": "question: toxic\nasks: Is the comment toxic?\ntype: choice\n"
    f'options: ["yes", "no", "不确定", "غير واضح"]\n{COMMENT}',
    "many": "question: topic\nasks: What is it about?\ntype: choice\n"
    f"options: [{', '.join(f'topic {n}' for n in range(1, 13))}]\n{COMMENT}",
    "multiple": "question: harm\nasks: Which harms does the comment hold?\ntype: multiple\n"
    f"options: [harm, harm/insult, harm/threat, spam, 色情, other]\n{COMMENT}",
    "rating": "question: how\nasks: How helpful is the comment?\ntype: rating\nlow: 1\nhigh: 5\n"
    f"words: [not at all, a little, somewhat, quite, very]\n{COMMENT}",
    "number": "question: price\nasks: What does it cost?\ntype: number\nlow: 0\nhigh: 1000\nunit: kg\n" + COMMENT,
    "pairwise": "question: better\nasks: Which answer is better?\ntype: pairwise\nleft: a\nright: b\n"
    "show: [chat]\nmarkdown: [a, b]\n",
    "ranking": "question: order\nasks: Order the readings, the best first.\ntype: ranking\n"
    f"options: [literal, 反讽, سخرية]\n{COMMENT}",
    "text": f"question: why\nasks: What does it say?\ntype: text\nmost: 200\n{COMMENT}",
    "spans": "question: names\nasks: Which passages name a person or a place?\ntype: spans\n"
    "labels: [person, place, 其他]\ncolumn: comment\n",
}
"""One YAML text for each form; ``many`` has keys of two digits."""
CHAT = json.dumps(
    [
        {"role": "user", "content": "How do I say “cat” in Chinese?"},
        {"role": "assistant", "content": "猫 (māo)."},
        {"role": "user", "content": "And in Arabic? 🐈"},
    ],
    ensure_ascii=False,
)

TRACE = json.dumps(
    {
        "steps": [
            {"name": "搜索", "input": {"query": "قطة"}, "output": "猫 🐈"},
            {"name": "الإجابة", "input": None, "output": "<svg onload=alert(1)> قطة"},
        ]
    },
    ensure_ascii=False,
)
TABLE = json.dumps([{"城市": "北京 😀", "n": 2, "مدينة": "القاهرة"}, {"城市": "上海", "n": 3}], ensure_ascii=False)
KINDS: list[dict[str, object]] = [
    {"id": "chat", "comment": CHAT},
    {"id": "table", "comment": TABLE},
    {"id": "trace", "comment": TRACE},
]
"""One item of each kind that is more than a text."""


def rows_of(form: str) -> list[dict[str, object]]:
    """One item in each script, with what the form needs."""
    return [
        {
            "id": name,
            "comment": text,
            **({"chat": CHAT, "a": f"**{text}**\n\n- one\n- two", "b": f"{text} `code`"} if form == "pairwise" else {}),
        }
        for name, text in SCRIPTS.items()
    ]
