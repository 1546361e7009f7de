"""What a byline says beside names: posts, desks, papers, agencies, and what stands for nobody."""

import re

AGENCIES = re.compile(
    r"dpa|afp|reuters|ap|apa|sda|ansa|efe|pti|ians|tass|interfax|upi|ani|lusa|pap|čtk|ntb|anp|mti|kyodo|jiji|xinhua|yonhap"
    r"|(?:the )?associated press|agence france[- ]presse|(?:staff |city |news )?(?:reporter|journalist|editor|writer)",
    re.IGNORECASE,
)
"""What stands beside a name with a bar between: for whom she wrote, or as what."""
AGENCY = re.compile(
    r"(?:DPA|AFP|AP|APA|SDA|KNA|EPD|SID|EFE|ANSA|PTI|ANI|IANS|UPI|TASS|CNN|BBC|NPR|PBS|ABC|CBS|NBC|ARD|ZDF|NDR|WDR|SWR|MDR"
    r"|RBB|BR|HR|ORF|SRF|RTL|RFI|NHK|CBC|TVP|PAP|ČTK|NTB|TT|STT|ANP|MTI)$"
)
"""What looks like a degree and is an agency or a broadcaster."""
_PROFESSION = (
    r"reporter(?:in|ka)?|correspondent|editor|writer|journalist\w*|contributor|columnist|director|manager|chief|staff|producer"
    r"|presenter|deputy|c[efimot]o|fellow|professor|analyst|specialist|founder|head of|author|photographer|engineer"
    r"|consultant|expert|educator|attorney|dietitian|nutritionist|physician|researcher|scientist|economist|strategist"
    r"|therapist|\w+(?:ologist|culturalist)|president|officer|freelance\w*"
    r"|redakteur\w*|korrespondent\w*|redaktion|autor\w*|journaliste|rédact\w+|redactor\w*|corresponsal|periodista|repórter"
    r"|jornalista|dziennikar\w*|fotograf\w*|muhabir\w*|giornalista|redatt\w+|inviat[oa]|corrispondente|verslaggever"
    r"|toimittaja|redaktør|корреспондент\w*|журналист\w*|редактор\w*|обозреватель|кореспондент\w*|συντάκτ\w+|δημοσιογράφος"
)
PROFESSION = re.compile(rf"\b(?:{_PROFESSION})\b", re.IGNORECASE)
"""What somebody is who writes."""
POST = re.compile(
    rf"\b(?:{_PROFESSION}|licensed|certified|master|geek|senior|guest|bureau|politics|business|sports?|news|health"
    r"|journalism|technology)\b",
    re.IGNORECASE,
)
"""A word of her post or her desk, of which a name has none."""
_ACCOUNT = (
    r"\w*admin\d*|(?:user|editor|author|autor|member|writer|redakteur)[ _]?\d+|guests?|guest (?:author|writer)"
    r"|demo|bot|human|gast(?:autor\w*|auteur)?|auteur invité|(?:autor )?invitado|autore ospite|unbekannt|inconnu"
    r"|desconocido|desconhecido|sconosciuto|onbekend|okänd|ukjent|ukendt|nieznany|neznámý|ismeretlen|неизвест\w+|невідом\w+|администратор"
    r"|адміністратор|админ|адмін|гость|гість|автор|редактор|administrat(?:eur|ore?)|administrador\w*|amministratore"
    r"|beheerder|ylläpit[oä]\w*|rendszergazda|správce|διαχειριστής|yönetici|misafir|yazar|editör|مدير الموقع|المدير"
    r"|مشرف|مدیر(?: سایت)?|ادمین|مهمان|管理[员員者]|[小责責]编|小編|责任编辑|编辑|編輯|匿名|佚名|游客|訪客"
    r"|관리자|운영자|편집자|익명|ผู้ดูแลระบบ|quản trị viên"
)
"""Accounts of content systems by which nobody signs, and words for who is not known, as their translations have it."""
NOBODY = re.compile(
    r"^(?:admin\w*|administrator|editor|editorial|editorial (?:team|staff|board)|staff|staff (?:writer|reporter)s?|"
    r"reporter|journalist|correspondent|guest|"
    r"c[efimot]o|[es]?vp|co-?founder|founder|"
    r".*(?:taboola|outbrain).*|name|your name|"
    r"unknown|anonymous|author|authors|null|none|undefined|n/?a|auteurs?|autor(?:in|en|es)?|redaktion|redaction|redazione|webmaster|root|user|"
    r"publisher|sponsored(?: content)?|no author|"
    r"news ?desk|newsroom|web ?desk|online|contributor|various|redacción|rédaction|la rédaction|by|test|post|wordpress|"
    rf"{_ACCOUNT}|"
    r"super ?user|site ?admin\w*|discuz!?.*|comsenz.*|dedecms|bio(?:graphy)?|archives?|e-?mail|website|community|"
    r"senior|"
    r"(?:photo\w*|pictures?|images?|editing|edited|additional \w+|illustrat\w+|graphics?|videos?|translat\w+) by .*|"
    r"(?:mit |avec |con |com |with )?(?:agenturen|agences|agencias|agências|agencies|wires)|"
    r"follow|share|profile|view.*|see .*|more .*|read .*|all .*|about .*|updated.*|published.*|posted.*|\d+(?:\W.*)?)$",
    re.IGNORECASE,
)
DESK = re.compile(
    r"^(?:(?:die |la )?(?:redaktion|redazione|redacción|rédaction|redactie|redakcja|redaksjonen|redaktionen|toimitus)"
    r"|редакция|редакція|editors?|editorial (?:team|staff|board|desk)|staff|staff (?:writer|reporter)s?"
    r"|(?:news|web|sports?|city|digital) ?desk|newsroom)$",
    re.IGNORECASE,
)
"""What a byline says where nobody signs by name."""
KO_SECTION = (
    r"(?:정치|사회|경제|국제|문화|체육|스포츠|산업|증권|금융|부동산|생활|과학|의학|전국|지역|편집|사진|연예|디지털|온라인|뉴스|탐사|기획|정책|교육"
    r"|외교|통일|국방|법조|사건|방송|유통|미래)+(?:부|팀|국|데스크)"
)
"""What a Korean paper calls its sections: 사회부 is its desk for local news."""
ORGANISATION = re.compile(
    r"\b(?:dpa|afp|reuters|ap|apa|sda|ansa|efe|pti|ians|tass|interfax|associated press|agence|agency|agentur|agencia|"
    r"news|press|"
    r"redaktion|redazione|redacción|rédaction|desk|team|staff|editors?|editorial|service|online|web|media|group|inc|"
    r"gmbh|foundation|institute|university|technologies|magazine|zeitung|times|post|journal|tribune|herald)\b|\.(?:com|de|net|org|is|co|ch|at|fr)\b|"
    r"新聞|通信|編集部|日報|뉴스|신문|(?:网络|科技|公司|集团|传媒|报社|[日晚早时]报|周刊|杂志|电视台|编辑部|华社|新社|通讯社|频道|工作室"
    r"|委员会|人民政府|大学|学院|医院|研究院|客户端|[\u3400-\u9fff]{2}(?:网|報|报|消息|新闻|财经))$"
    rf"|^{KO_SECTION}$"
    r"|^(?:网易|新浪|搜狐|腾讯|凤凰|澎湃|财新|虎嗅|界面|央视|央广|新华|中新|南都|IT之家|36氪)(?:网|科技|娱乐|体育|号)?$|ТАСС|РИА|Новости|Интерфакс|ΑΠΕ",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"(?:(?:the|das|der|die|le|la|el) )?(?:cent(?:er|re)|institute?|ministry|department|office|bureau|council|committee"
    r"|(?:bundes)?ministerium|bundesamt|ministère|ministerio|ministero|secretaría) (?:for|of|für|de[rsl]?|du|della?)\b",
    re.IGNORECASE,
)
"""How an office begins, whose name may have conjunctions: Center for Ports and Ferries."""
_WORDS = r"(?:text[eo]?s?|tekste?n?|testo|teksti|words|story|reportage|interview)"
_PICTURES = (
    r"(?:(?:photo(?:graph[ys]?)?|foto(?:graf\w+)?|bild|picture|image|illustration)(?:s|en|er|['’]s)?"
    r"|(?:valo)?kuvat?|zdjęcia)"
)
_AND = r"\s*(?:&|\+|/|,|and|und|et|e|y|i|og|och|en|ja)\s*"
_WHOSE = r"\s?(?::\s?|\s(?:by|von|par|por|di|de|door|av|af)\s)"
LABEL_OF_BOTH = re.compile(
    rf"^(?:{_WORDS}{_AND}{_PICTURES}|{_PICTURES}{_AND}{_WORDS}){_WHOSE}|^(?:{_WORDS}|{_PICTURES})\s?:\s?",
    re.IGNORECASE,
)
"""Text und Foto: …, words and photos by …"""
PICTURES_BESIDE = re.compile(
    rf"(?<=\w)\s*[,;|/•·–—-]\s*{_PICTURES}{_WHOSE}[^,;|/•·]{{3,60}}"
    rf"|(?:\s*[,;|/•·]|\s(?:and|und|et|e|y|og|och|en|ja|&))\s+[^,;|()]{{3,50}}\({_PICTURES}\)|\s*\({_WORDS}\)",
    re.IGNORECASE,
)
"""Who took the pictures, beside who wrote; and what says that she did: Ann Grey (text), Ben Ash (photos)."""
CREDIT = re.compile(
    r"photo|foto|bild|styl|illustrat|contribut|edited|review|video|camera|hair|make.?up|graphic", re.IGNORECASE
)
"""Words of lines that say who did what else."""
NEWSROOM = re.compile(
    r"^(?:(?:the )?(?:associated press|canadian press|press association|new york times|washington post|guardian)"
    r"|dpa|afp|reuters|ap|apa|sda|ansa|efe|pti|ians|tass|interfax|upi|ani|xinhua|agence france[- ]presse|agencias?)$|"
    r"\b(?:dpa|afp|reuters|redaktion|redazione|redacción|rédaction|news ?desk|newsroom|web ?desk|staff|editorial"
    r"|editors|team|agency|agentur|agencia|gmbh|inc|foundation|institute|university|zeitung|online|nieuws|aktuell)\b"
    r"|\b(?:et|und|and|y)\s+(?:afp|dpa|reuters|ap|efe)$"
    rf"|^{KO_SECTION}$|\.(?:com|de|net|org|is|co|ch|at|fr)\b|新聞|通信|編集部|日報|뉴스|신문",
    re.IGNORECASE,
)
"""What is no person even where it is declared one; Grace Post may be."""
PAPER = re.compile(
    r"(?:the|der|die|das|les|los|las|gli)\s|.*\s(?:report|appeal|gazette|chronicle|observer|independent|today|daily|weekly"
    r"|bulletin|telegraph|examiner|sentinel|dispatch|inquirer|tribune|herald|times|network|collective|blog|radio"
    r"|television|tv|university|facebook)$|.*\son\s(?:facebook|twitter|instagram|linkedin)$",
    re.IGNORECASE,
)
"""What follows the names of a list and is the paper they write for."""
NAME_AND_MORE = re.compile(
    r"(?P<name>[^\W\d_][\w.'’-]+(?:\s[^\W\d_][\w.'’-]*){1,3}?(?<!\set)(?<!\sund)(?<!\sand)(?<!\sy)(?<!\smit))\s+(?:(?:for|via)\s+)?(?:follow|contributor|bio"
    r"|(?-i:Reuters|REUTERS|AFP|AP|CNN|BBC|NPR|dpa|DPA|EFE)(?:\s[^\W\d_]+){0,2}|[\w-]+\.(?:com|net|org|de|fr|it|es))",
    re.IGNORECASE,
)
"""A whole name with a button, an agency or a site behind it."""
WITH_AGENCY = re.compile(
    r"(?<=\w)\s+(?:mit|avec|con|com|with|et|und|and|y|e)\s+(?:dpa|afp|reuters|ap|apa|sda|efe|ansa|lusa|agenturen|agences?"
    r"|agencias?|agências?|agencies|wires|wire reports)$",
    re.IGNORECASE,
)
"""From whom a person's piece has something besides."""
